import { demand, type Verdict } from "./rule";
import { Unknown, type Field } from "./values";

/** Whether RDS is given a key of one's own. One that is not known yet is a given one: AWS's shared key has a name that is known. */
export const judgeKey = ({ path, value }: Field): readonly Verdict[] =>
    value instanceof Unknown
        ? []
        : demand(
              { path, value },
              key => typeof key === "string" && key !== "" && !/(^|:)alias\/aws\//.test(key),
              "under AWS's shared key nobody can narrow who decrypts, or withdraw it. Set a customer-managed key.",
          );
