import { readSettings } from "./read-config";
import { createTopology } from "./topology";

/** Where `pulumi up` enters: the settings of the stack, and the system they describe. */
export = createTopology(readSettings());
