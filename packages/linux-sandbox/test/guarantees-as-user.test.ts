import { becomeUser } from "./confined.js";
import { describeGuarantees } from "./hold-guarantees.js";

becomeUser();
await describeGuarantees();
