// The turn that the pictures in docs/images show: a prompt, the file that it is about, and the scripted replies of the model.
import { called, said } from "./scripted-model.mjs";

export const PROMPT = "The mean of no numbers is NaN. Make it 0.";
export const SOURCE = `export function mean(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
console.log(mean([]));
`;
const PATCH = `*** Begin Patch
*** Update File: mean.js
@@
 export function mean(numbers) {
+  if (numbers.length === 0) return 0;
   return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
*** End Patch`;
const plan = (first, second) => ({
  plan: [
    { step: "See what it prints", status: first },
    { step: "Return 0 for no numbers", status: second },
  ],
});

/** The replies, ending with this message. */
export const repliesEndingWith = (message) => [
  called("update_plan", plan("in_progress", "pending")),
  called("shell", { command: ["node", "mean.js"] }),
  called("apply_patch", { input: PATCH }),
  called("update_plan", plan("completed", "completed")),
  said(message),
];
