import { type Argument, type CallOptions, encodeImage, type Operation } from "./launcher-image.js";
import { type Machine, numberOf } from "./system-calls.js";

/** One step of a launcher. Opened files get the lowest free descriptors, so the numbers are known in advance. */
export type LaunchStep = (program: LaunchProgram) => void;

const FINISH = -1;
const STANDARD_ERROR = 2;
const ALL_DESCRIPTORS = 0xffff_ffff;
/** The exit status of shells for a command that could not be run. */
const GIVEN_UP = 126;

/**
 * A program made only of system calls: it restricts its own process and turns it into a command. It is an executable image of a few
 * kilobytes that runs in a fraction of a millisecond; any interpreter would take longer than most commands.
 */
export class LaunchProgram {
  readonly machine: Machine;
  readonly #operations: Operation[] = [];
  readonly #labels = new Map<string, number>();
  readonly #failures: { readonly label: string; readonly line: string }[] = [];
  #nextDescriptor: number;

  /** `firstDescriptor`: the lowest free descriptor when the program starts. */
  constructor(machine: Machine, firstDescriptor: number) {
    this.machine = machine;
    this.#nextDescriptor = firstDescriptor;
  }

  call(name: string, args: readonly Argument[], options: CallOptions = {}): void {
    this.#operations.push({ number: numberOf(this.machine, name), args, options: this.#withFailure(name, options) });
  }

  /** Makes a call whose result is a descriptor, and returns that descriptor's number. */
  open(name: string, args: readonly Argument[], options: CallOptions = {}): number {
    this.call(name, args, options);
    return this.#nextDescriptor++;
  }

  /** Closes the most recently opened file. */
  close(descriptor: number): void {
    if (descriptor !== --this.#nextDescriptor) throw new TypeError(`${descriptor} was not opened last`);
    this.call("close", [descriptor]);
  }

  /** Closes all descriptors from a number on. */
  closeFrom(descriptor: number): void {
    this.call("close_range", [descriptor, ALL_DESCRIPTORS, 0]);
    this.#nextDescriptor = descriptor;
  }

  label(name: string): void {
    this.#labels.set(name, this.#operations.length);
  }

  /** Exits with the status of the child that was waited for with `SCRATCH_ADDRESS`. */
  finish(): void {
    this.#operations.push({ number: FINISH, args: [], options: {} });
  }

  /** The whole program as an executable file. */
  image(): Uint8Array {
    for (const { label, line } of this.#failures.splice(0)) {
      this.label(label);
      const text = Buffer.from(`${line}\n`);
      this.call("write", [STANDARD_ERROR, text, text.length], { onFailure: "ignore" });
      this.call("exit_group", [GIVEN_UP], { onFailure: "ignore" });
    }
    return encodeImage(this.machine, this.#operations, this.#labels);
  }

  #withFailure(name: string, options: CallOptions): CallOptions {
    const { onFailure = { say: `sandbox: ${name} failed` } } = options;
    if (onFailure === "ignore" || "goTo" in onFailure) return { ...options, onFailure };
    const label = `failure: ${onFailure.say}`;
    if (!this.#failures.some((failure) => failure.label === label)) this.#failures.push({ label, line: onFailure.say });
    return { ...options, onFailure: { goTo: label } };
  }
}
