import * as nodeModule from "node:module";

// Compiled code is kept between runs where Node can do that (22.8 and later). Before anything else is loaded.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be hoisted above the line before
require("./main");
