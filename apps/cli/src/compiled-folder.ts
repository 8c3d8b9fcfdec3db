/** Where what V8 made of the program's chunks is: in a folder of this Node's own, beside them. */
export function compiledFolder(program: string): string {
  return `${program}/compiled/${process.version}-${process.platform}-${process.arch}`;
}
