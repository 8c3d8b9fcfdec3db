/** Stands for a function or a class that is looked up when it is first used, as a whole: with what `promisify` and `instanceof` read. */
const LATE_FUNCTION = `const lateFunction=(look)=>{let found;const get=()=>found??=look();return new Proxy(function(){},{
  apply:(_,self,args)=>Reflect.apply(get(),self,args),
  construct:(_,args,made)=>Reflect.construct(get(),args,made),
  get:(_,property)=>Reflect.get(get(),property)});};`;

/** What stands for the function or class that `expression` gives. */
export function lateFunction(expression: string): string {
  return `lateFunction(()=>${expression})`;
}

/** Code that says `lateFunction`, with what that is: below the line that a program's system starts it by. */
export function withLateFunction(code: string): string {
  if (!code.includes("=lateFunction(") || code.includes(LATE_FUNCTION)) return code;
  const start = /^#!.*\n/.exec(code)?.[0] ?? "";
  return start + LATE_FUNCTION + code.slice(start.length);
}
