import { PLACES } from './places';
import { nameOfRowPlace, rowPlaces } from './row-places';

/** Every `table.column` in which a merge puts the survivor in the place of merged records; custom fields are found by their definitions. */
export const movedColumns = (): string[] =>
  [...new Set([...PLACES.flatMap(({ columns }) => columns), ...rowPlaces().map(nameOfRowPlace)])].sort();
