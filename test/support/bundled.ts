/**
 * The tests of one file within a bundle (see scripts/test-bundles.mjs): under its path, with the modules that the files before
 * it have loaded. Clocks and spies that it left are undone after it.
 */
export function bundled(path: string, load: () => void): void {
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
