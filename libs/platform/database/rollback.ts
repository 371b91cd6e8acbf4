/** Thrown inside a transaction to undo all of it and still answer with a result: a dry run. */
export class Rollback extends Error {
  constructor(readonly result: unknown) {
    super('The transaction was undone on purpose.');
  }
}
