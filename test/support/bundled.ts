/** What is to be done once all files of a bundle are through; null outside of a bundle. */
let atEnd: (() => Promise<void>)[] | null = null;

/**
 * The tests of one file within a bundle (see scripts/test-bundles.mjs): under its path, with the modules that the files before
 * it have loaded. Clocks and spies that it left are undone after it.
 */
export function bundled(path: string, load: () => void): void {
  atEnd ??= endOfBundle();
  describe(path, () => {
    try {
      load();
    } catch (cause) {
      it('can be loaded', () => {
        throw new Error(`${path} cannot be loaded.`, { cause });
      });
    }
    // Hooks run in the order in which they stand: this one comes last.
    afterAll(() => {
      jest.useRealTimers();
      jest.restoreAllMocks();
    });
  });
}

function endOfBundle(): (() => Promise<void>)[] {
  const tasks: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const task of tasks) await task();
  });
  return tasks;
}

/** Keeps something for the other files of the bundle: `end` comes after the last of them. False where there is no bundle. */
export function keptForBundle(end: () => Promise<void>): boolean {
  atEnd?.push(end);
  return atEnd !== null;
}
