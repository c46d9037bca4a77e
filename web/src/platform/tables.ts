export type TableFormat = 'csv' | 'xlsx'

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What a field for files takes where a table is wanted. */
export const TABLES = `.csv,.xlsx,text/csv,${WORKBOOK}`
/** Browsers name the type by what is installed, so it goes by the name. */
export const tableType = ({ name }: File) => (/\.xlsx$/i.test(name) ? WORKBOOK : 'text/csv')
