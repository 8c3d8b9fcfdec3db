import fc from "fast-check";
import { expect, test } from "vitest";
import { BestMatches, type Ranked } from "./best-matches.js";

const ranksBefore = (a: Ranked, b: Ranked) => (a.score === b.score ? a.path < b.path : a.score > b.score);

test("keeps the same matches that full sorting would put first", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 10 }), (scores, limit) => {
      const all = scores.map((score, path) => ({ score, path }));
      const best = new BestMatches(limit, ranksBefore);
      for (const match of all) best.offer(match);
      const expected = all.toSorted((a, b) => (ranksBefore(a, b) ? -1 : 1)).slice(0, limit);
      expect(best.toSorted()).toEqual(expected);
      expect(best.worstScore).toBe(all.length < limit ? -1 : expected.at(-1)?.score);
    }),
  );
});
