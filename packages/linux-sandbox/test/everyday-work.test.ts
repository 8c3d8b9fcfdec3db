import { describeEverydayWork } from "./everyday-work.js";

await describeEverydayWork();
