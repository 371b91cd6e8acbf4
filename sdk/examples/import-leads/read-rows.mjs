import { parse } from 'csv-parse/sync';

/**
 * The rows of a CSV file as a spreadsheet writes it, by column: UTF-8 with or without a BOM, separated by commas,
 * semicolons or tabs, empty lines left out.
 * @param {Buffer} file
 * @returns {Record<string, string>[]}
 */
export function readRows(file) {
  return parse(file, {
    bom: true,
    columns: true,
    delimiter: separatorIn(file.toString('utf8')),
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
}

/**
 * The separator that the line of column names has most of.
 * @param {string} text
 */
function separatorIn(text) {
  const [names = ''] = text.split('\n', 1);
  const count = (/** @type {string} */ separator) => names.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
