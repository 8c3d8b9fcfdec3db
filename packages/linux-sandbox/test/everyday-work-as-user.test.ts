import { becomeUser } from "./confined.js";
import { describeEverydayWork } from "./everyday-work.js";

becomeUser();
await describeEverydayWork();
