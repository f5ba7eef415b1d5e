"use strict";

/** In the place of what no test needs of the SDK: whoever touches it is told. */
module.exports = new Proxy(
    {},
    {
        get: (_, key) => {
            if (key === "__esModule") return true;
            throw new Error(`tests/support/resolver.js keeps this part of the SDK from being loaded: ${String(key)}`);
        },
    },
);
