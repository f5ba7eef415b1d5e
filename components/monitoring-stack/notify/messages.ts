/** The file of the templates, beside Alertmanager's configuration. */
export const messagesFile = "messages.tmpl";

/** The annotations of an alert that people read. */
export const annotations = { summary: "summary", runbook: "runbook_url" } as const;

/** What of an alert's labels the title says already, or nobody needs to read. */
const known = '(stringSlice "alertname" "severity" "route")';

/** A runbook that a link may name: pages are paths in a repository where `alerts.runbooks` says nothing else. */
const address = "^https?://";

const time = (field: string): string => `{{ .${field}.UTC.Format "2006-01-02 15:04 MST" }}`;

/**
 * The texts of messages. SNS refuses a subject of more than 100 characters, or with a line break; a text message has
 * 160; Slack takes `&`, `<` and `>` for its own signs.
 */
export const messages = `{{ define "webstack.title" -}}
{{ .Status | toUpper }}{{ with .CommonLabels.severity }} {{ printf "%.10s" . }}{{ end }} {{ printf "%.60s" .GroupLabels.alertname }}{{ if gt (len .Alerts) 1 }} ({{ len .Alerts }}){{ end }}
{{- end }}

{{ define "webstack.line" -}}
{{ template "webstack.title" . }}{{ with index .Alerts 0 }}{{ with .Annotations.${annotations.summary} }}: {{ printf "%.75s" . }}{{ end }}{{ end }}
{{- end }}

{{ define "webstack.summary" -}}
{{ with .Annotations.${annotations.summary} }}{{ . }}{{ else }}{{ .Labels.alertname }}{{ end }}
{{- end }}

{{ define "webstack.text" -}}
{{ range .Alerts }}{{ .Status | toUpper }}: {{ template "webstack.summary" . }}
{{ range (.Labels.Remove ${known}).SortedPairs }}{{ .Name }}: {{ .Value }}
{{ end }}since: ${time("StartsAt")}
{{ if eq .Status "resolved" }}until: ${time("EndsAt")}
{{ end }}{{ with .Annotations.${annotations.runbook} }}what to do: {{ . }}
{{ end }}
{{ end }}
{{- end }}

{{ define "webstack.slack" -}}
{{ . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "webstack.slack.text" -}}
{{ range .Alerts }}{{ if eq .Status "resolved" }}:white_check_mark: {{ end }}*{{ with .Annotations.${annotations.summary} }}{{ template "webstack.slack" . }}{{ else }}{{ template "webstack.slack" .Labels.alertname }}{{ end }}*
{{ range (.Labels.Remove ${known}).SortedPairs }}{{ .Name }}: {{ template "webstack.slack" .Value }}
{{ end }}{{ with .Annotations.${annotations.runbook} }}{{ if match "${address}" . }}<{{ . }}|What to do>{{ else }}What to do: {{ template "webstack.slack" . }}{{ end }}
{{ end }}{{ end }}
{{- end }}

{{ define "webstack.address" -}}
{{ with .CommonAnnotations.${annotations.runbook} }}{{ if match "${address}" . }}{{ . }}{{ end }}{{ end }}
{{- end }}
`;
