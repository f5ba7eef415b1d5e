/**
 * The part of the agent's script that is the same for all rules, in the Lua of LuaJIT 2.1, which Fluent Bit brings
 * along. It works on the text of a line, before anything is sent: `rules`, `fields` and `kept` stand before it.
 *
 * A line that is JSON stays JSON: what replaces a number gets quotes.
 */
export const redactLua = String.raw`
local find, match, gsub, sub, byte = string.find, string.match, string.gsub, string.sub, string.byte

-- Where escapes such as \n and \u00e9 end, words begin: a mark stands there while the rules are at work.
local gap = "\1"

local function open(text)
    if not find(text, "\\", 1, true) then return text end
    text = gsub(text, "%f[\\](\\+)u00(%x%x)", function(slashes, hex)
        local code = tonumber(hex, 16)
        if #slashes % 2 == 0 or code < 32 or code > 126 or code == 34 or code == 92 then return nil end
        return sub(slashes, 2) .. string.char(code)
    end)
    text = gsub(text, "%f[\\](\\+u%x%x%x%x)", "%1" .. gap)
    return (gsub(text, "%f[\\](\\+[bfnrt])", "%1" .. gap))
end

-- Tells, for positions that only grow, whether one is inside of a string of JSON.
local function strings(text)
    local inside, sign = false, find(text, '["\\]')
    return function(place)
        while sign and sign < place do
            local skipped = 1
            if byte(text, sign) == 92 then skipped = 2 else inside = not inside end
            sign = find(text, '["\\]', sign + skipped)
        end
        return inside
    end
end

-- Replaces what nextHidden(text, at) finds: from, to, what instead, and where to go on.
local function replace(text, json, nextHidden)
    local out, done, at, inside = {}, 1, 1, json and strings(text)
    while at <= #text do
        local from, to, instead, on = nextHidden(text, at)
        if not on then break end
        at = on
        if from and to >= from then
            if json and not inside(from) then instead = '"' .. instead .. '"' end
            out[#out + 1] = sub(text, done, from - 1)
            out[#out + 1] = instead
            done = to + 1
            if at < done then at = done end
        end
    end
    if done == 1 then return text end
    out[#out + 1] = sub(text, done)
    return table.concat(out)
end

local function luhn(digits)
    local sum = 0
    for place = 0, #digits - 1 do
        local digit = byte(digits, #digits - place) - 48
        if place % 2 == 1 then
            digit = digit * 2
            if digit > 9 then digit = digit - 9 end
        end
        sum = sum + digit
    end
    return sum % 10 == 0
end

local function isCard(digits)
    if #digits < 13 or #digits > 19 then return false end
    local start = tonumber(sub(digits, 1, 4))
    return ((start >= 3000 and start < 7000) or (start >= 2221 and start <= 2720)) and luhn(digits)
end

-- What a pattern cannot say. Each gets what the pattern found, and returns the part that is meant, or nothing.
local checks = {}

-- Groups of digits with one space or hyphen between them, from the first one on.
function checks.card(text, from, to)
    if from > 2 and find(text, "^%d%.", from - 2) then return nil end
    local digits, last, best = sub(text, from, to), to, nil
    while #digits <= 19 do
        if isCard(digits) and not find(text, "^[%w_]", last + 1) and not find(text, "^%-%a", last + 1) and not find(text, "^%.%d", last + 1) then
            best = last
        end
        local more, behind = match(text, "^[ -](%d+)()", last + 1)
        if not more then break end
        digits = digits .. more
        last = behind - 1
    end
    if best then return from, best end
end

function checks.ipv4(text, from, to)
    for part in string.gmatch(sub(text, from, to), "%d+") do
        if #part > 3 or tonumber(part) > 255 then return nil end
    end
    if find(text, "^%w", to + 1) or find(text, "^%.%d", to + 1) then return nil end
    return from, to
end

function checks.ipv6(text, from, to)
    if find(text, "^:[^:]", from) then
        from = from + 1
    elseif from > 1 and find(text, "^%w", from - 1) then
        return nil
    end
    if find(text, "^%w", to + 1) then return nil end
    local address = sub(text, from, to)
    if find(address, "[^:]:$") then
        to = to - 1
        address = sub(address, 1, -2)
    end
    if find(address, ":::") or find(address, "%x%x%x%x%x") then return nil end
    local _, shortened = gsub(address, "::", "")
    local _, groups = gsub(address, "%x+", "")
    if groups == 0 or shortened > 1 or (shortened == 1 and groups > 7) or (shortened == 0 and groups ~= 8) then return nil end
    return from, to
end

function checks.phone(text, from, to)
    if from > 1 and find(text, "^%w", from - 1) then return nil end
    local count = to - from
    while count <= 15 do
        local more, behind = match(text, "^[ ()-]+(%d+)()", to + 1)
        if not more or count + #more > 15 then break end
        count = count + #more
        to = behind - 1
    end
    if count >= 8 and count <= 15 then return from, to end
end

local function hide(text, json, rule)
    local check = checks[rule.check]
    return replace(text, json, function(all, at)
        local from, to, first, last = find(all, rule.pattern, at)
        if not from then return nil end
        -- A pattern with two marks means what is between them.
        if first then return first, last - 1, rule.instead, to + 1 end
        local on = to + 1
        if check then from, to = check(all, from, to) end
        return from, to, rule.instead, to and to + 1 or on
    end)
end

-- The last character of a text in quotes that have so many backslashes before them.
local function closing(text, at, slashes, quote)
    local from = at
    while true do
        local place = find(text, quote, from, true)
        if not place then return #text end
        local before = 0
        while place - before - 1 >= at and byte(text, place - before - 1) == 92 do before = before + 1 end
        if before % (2 * (slashes + 1)) == slashes then return place - slashes - 1 end
        from = place + 1
    end
end

-- The last character of an object or a list.
local function balanced(text, at, slashes)
    local depth = 0
    while true do
        at = find(text, '[%[%]{}"]', at)
        if not at then return #text end
        local sign = sub(text, at, at)
        if sign == '"' then
            at = closing(text, at + 1, slashes, '"') + slashes + 1
        else
            depth = depth + ((sign == "[" or sign == "{") and 1 or -1)
            if depth == 0 then return at end
        end
        at = at + 1
    end
end

local plain = { ["true"] = true, ["false"] = true, ["null"] = true, ["nil"] = true, ["none"] = true, ["None"] = true, ["undefined"] = true }
local word = "^[^%s" .. gap .. ",;&|<>\"'\\%)%]}]+"

local function fieldOf(key, audit)
    local name = gsub(string.lower(key), "[_-]", "")
    for _, field in ipairs(fields) do
        if sub(name, -#field.ends) == field.ends and not (audit and field.kept) then return field end
    end
end

-- Values by their names, in JSON of any depth and in JSON within JSON, in name=value and in "name: value".
local function hideFields(text, json, audit)
    return replace(text, json, function(all, at)
        local from, key, slashes, quote, value
        repeat
            local to
            from, to, key, slashes, quote, value = find(all, "%f[%w_-]([%w_-]+)(\\*)([\"']?)%s*[:=]>?%s*()", at)
            if not from then return nil end
            at = value
        until fieldOf(key, audit)
        local instead = fieldOf(key, audit).instead
        local before, opened = match(all, "^(\\*)([\"'])", value)
        if opened then
            local first = value + #before + 1
            local last = closing(all, first, #before, opened)
            return first, last, instead, last + #before + 2
        end
        if find(all, "^%[redacted:", value) then return nil, nil, nil, value end
        if find(all, "^[%[{]", value) then
            local last = balanced(all, value, #slashes)
            return value, last, instead, last + 1
        end
        local _, last = find(all, word, value)
        if not last or plain[sub(all, value, last)] then return nil, nil, nil, value end
        local scheme = string.lower(sub(all, value, last))
        if scheme == "bearer" or scheme == "basic" or scheme == "digest" or scheme == "token" then
            local _, blanks = find(all, "^%s+", last + 1)
            if blanks then
                local _, mark = find(all, "^%[redacted:[^%]]*%]", blanks + 1)
                local _, credentials = find(all, word, blanks + 1)
                last = mark or credentials or last
            end
        end
        return value, last, instead, last + 1
    end)
end

local function redacted(line, audit)
    local json = find(line, '^%s*{%s*["}]') ~= nil or find(line, '^%s*%[%s*["{%d]') ~= nil
    local text = open(line)
    local changed = text
    for _, rule in ipairs(rules) do
        if rule.fields then
            changed = hideFields(changed, json, audit)
        elseif not (audit and rule.kept) then
            changed = hide(changed, json, rule)
        end
    end
    if changed == text then return line end
    return (gsub(changed, gap, ""))
end

-- Called by Fluent Bit for each line. What no rule can be applied to is not sent.
function redact(tag, time, record)
    local namespace, pod, container = match(tag, "^([^.]+)%.(.+)%.([^.]+)$")
    local line = record.line or record.log or ""
    local done, text = pcall(redacted, line, record.class == "audit")
    return 2, time, {
        line = done and text or "[redacted:line]",
        class = record.class or "access",
        namespace = namespace,
        pod = pod,
        container = container,
    }
end
`;

/**
 * For a store that takes documents: the fields of a line by their type, so that two services that write one name in
 * two ways do not get in each other's way. The fields come from the line as it was left by the rules.
 */
export const shapeLua = String.raw`
local most = 60

function shape(tag, time, record)
    local count, texts, numbers, flags = 0, {}, {}, {}
    local byType = { string = texts, number = numbers, boolean = flags }
    local function take(values, before, depth)
        for key, value in pairs(values) do
            local name = before .. string.gsub(tostring(key), "[^%w_-]", "_")
            local place = byType[type(value)]
            if place and count < most then
                count = count + 1
                place[name] = value
            elseif type(value) == "table" and depth < 4 then
                take(value, name .. "_", depth + 1)
            end
        end
    end
    if type(record.fields) == "table" then take(record.fields, "", 1) end
    record.fields = nil
    record.texts = next(texts) and texts
    record.numbers = next(numbers) and numbers
    record.flags = next(flags) and flags
    return 2, time, record
end
`;
