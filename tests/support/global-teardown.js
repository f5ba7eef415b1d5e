"use strict";

module.exports = () => require("./program-hosts.js").stop();
