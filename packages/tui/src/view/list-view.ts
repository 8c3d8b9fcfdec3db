import type { ChoiceList } from "../state/choice-list.js";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow, padEnd, widthOf } from "../text/styled.js";
import type { Look } from "./look.js";

/** Longer names are cut, unless they fit into half of the screen. */
const USUAL_NAME = 36;

/** The rows of a list around the selected one, with `3/12` if not all are shown. */
export function listRows<T>({ choices, selected }: ChoiceList<T>, look: Look, maxRows: number): Safe[] {
  const { paint } = look;
  const columns = look.columns() - 1;
  const count = Math.max(1, Math.min(maxRows, choices.length));
  const first = Math.max(0, Math.min(selected - Math.floor(count / 2), choices.length - count));
  const shown = choices.slice(first, first + count);
  const mostName = Math.max(USUAL_NAME, Math.floor(columns / 2));
  const width = Math.min(mostName, Math.max(0, ...shown.map(({ name }) => widthOf(safeLine(name)))));
  return shown.map(({ name, detail }, index) => {
    const isSelected = first + index === selected;
    const place = isSelected && choices.length > count ? paint.dim(safe`  ${selected + 1}/${choices.length}`) : EMPTY;
    const shownName = detail === "" ? safeLine(name) : padEnd(fitRow(safeLine(name), width), width);
    const row = safe`${isSelected ? look.marks.prompt : safe` `} ${isSelected ? paint.bold(shownName) : shownName}`;
    const about = columns < 40 || detail === "" ? EMPTY : paint.dim(safe`  ${safeLine(detail)}`);
    const body = fitRow(safe`${row}${about}`, columns - widthOf(place));
    return safe`${isSelected ? paint.accent(body) : body}${place}`;
  });
}
