// Watches what the extension reaches for in the process that runs it: connections, names, files that it writes, programs that it starts.

/** By module of Node: the functions through which something leaves the process. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  net: ['connect', 'createConnection', 'createServer'],
  tls: ['connect'],
  dgram: ['createSocket'],
  dns: ['lookup', 'resolve', 'resolve4', 'resolve6'],
  http: ['request', 'get'],
  https: ['request', 'get'],
  http2: ['connect'],
  fs: ['writeFile', 'appendFile', 'mkdir', 'rename', 'rm', 'unlink', 'copyFile', 'truncate', 'symlink']
    .flatMap((name) => [name, `${name}Sync`])
    .concat('createWriteStream'),
  'fs/promises': ['writeFile', 'appendFile', 'mkdir', 'rename', 'rm', 'unlink', 'copyFile', 'truncate', 'symlink'],
  child_process: ['spawn', 'fork', 'exec', 'execFile', 'spawnSync', 'execSync', 'execFileSync'],
  worker_threads: ['Worker'],
};

/** The extension's own code, as it stands in the stack of a call. */
const OWN = /[\\/]dist[\\/]client\.js/;

type Module = Record<string, ((this: unknown, ...args: unknown[]) => unknown) | undefined>;
interface Host {
  readonly process?: { readonly getBuiltinModule?: (name: string) => Module | undefined };
  fetch?: (...args: unknown[]) => unknown;
}

/**
 * Watches from now on. The answer tells which doors the extension has gone through since, each as often as it has; undefined where extensions run
 * in a web worker, which has none of these doors.
 */
export function watchDoors(): (() => readonly string[]) | undefined {
  const host = globalThis as Host;
  const moduleOf = host.process?.getBuiltinModule;
  if (!moduleOf) return undefined;
  const gone: string[] = [];
  const watch = (owner: Module, name: string, door: string): void => {
    const original = owner[name];
    if (typeof original !== 'function') return;
    owner[name] = new Proxy(original, {
      apply: (target, self, args) => {
        note(door);
        return Reflect.apply(target, self, args);
      },
      construct: (target, args) => {
        note(door);
        return Reflect.construct(target, args);
      },
    });
  };
  const note = (door: string): void => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    if (OWN.test(new Error().stack ?? '')) gone.push(door);
    Error.stackTraceLimit = limit;
  };
  for (const [name, functions] of Object.entries(DOORS)) {
    const module = moduleOf(name);
    if (module) for (const each of functions) watch(module, each, `${name}.${each}`);
  }
  watch(host as unknown as Module, 'fetch', 'fetch');
  return () => gone;
}
