import fc from "fast-check";
import { expect, test } from "vitest";
import { PlanText, splitPlan, withoutPlanTags } from "./plan-text.js";

const OPEN = "<proposed_plan>";
const CLOSE = "</proposed_plan>";

test.each([
  [`intro\n${OPEN}\n# P\n${CLOSE}\nafter`, "intro\nafter", "# P\n"],
  [`  ${OPEN} \n- a\n\t${CLOSE}\nrest`, "rest", "- a\n"],
  [`${OPEN}\nA\n${CLOSE}\nmid\n${OPEN}\nB\n${CLOSE}`, "mid\n", "B\n"],
  [`x\n${OPEN}\nnever closed`, "x\n", "never closed"],
  [`a ${OPEN}\n# P\n${CLOSE} b`, `a ${OPEN}\n# P\n${CLOSE} b`, undefined],
  [`${OPEN}\n${CLOSE}`, "", ""],
  [`${CLOSE}\n`, `${CLOSE}\n`, undefined],
])("the plan in %j", (text, message, plan) => {
  expect(splitPlan(text)).toEqual({ message, plan });
});

test("a message without its tags is readable", () => {
  expect(withoutPlanTags(`intro\n${OPEN}\n# P\n${CLOSE}\nafter`)).toBe("intro\n# P\nafter");
});

test("the pieces have the same content, wherever the text is split", () => {
  const part = fc.constantFrom(OPEN, CLOSE, "\n", " ", "a", "<", "</", "<proposed_", "plan>");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), fc.array(fc.nat(60), { maxLength: 6 }), (parts, cuts) => {
      const text = parts.join("");
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const parser = new PlanText();
      const pieces = places.slice(1).flatMap((end, index) => parser.push(text.slice(places[index], end)));
      const all = [...pieces, ...parser.finish()];
      const message = all.flatMap((piece) => (piece.type === "message" ? [piece.text] : [])).join("");
      const lastStart = all.findLastIndex(({ type }) => type === "plan-start");
      const plan = all.slice(lastStart + 1).flatMap((piece) => (piece.type === "plan" ? [piece.text] : []));
      expect({ message, plan: lastStart === -1 ? undefined : plan.join("") }).toEqual(splitPlan(text));
    }),
  );
});
