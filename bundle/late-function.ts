/** A stand-in for a function or class that is looked up at first use; also supports `promisify` and `instanceof`. */
const LATE_FUNCTION = `const lateFunction=(look)=>{let found;const get=()=>found??=look();return new Proxy(function(){},{
  apply:(_,self,args)=>Reflect.apply(get(),self,args),
  construct:(_,args,made)=>Reflect.construct(get(),args,made),
  get:(_,property)=>Reflect.get(get(),property)});};`;

/** The stand-in for the function or class that `expression` returns. */
export function lateFunction(expression: string): string {
  return `lateFunction(()=>${expression})`;
}

/** Adds the definition of `lateFunction` to code that uses it, after the hashbang line. */
export function withLateFunction(code: string): string {
  if (!code.includes("=lateFunction(") || code.includes(LATE_FUNCTION)) return code;
  const start = /^#!.*\n/.exec(code)?.[0] ?? "";
  return start + LATE_FUNCTION + code.slice(start.length);
}
