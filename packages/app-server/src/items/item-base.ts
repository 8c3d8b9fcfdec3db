/** What all items have on this wire. */
export interface ItemBase {
  readonly id: string;
  readonly startedAtMs: number;
  readonly completedAtMs?: number;
}
