/** Words of the files panel. */
export const filesWords = {
  folder: 'Folder',
  top: 'Downloads',
  path: 'Where',
  refresh: 'Read again',
  list: 'Files',
  name: 'Name',
  size: 'Size',
  changed: 'Changed',
  sortBy: 'Sort by {{column}}',
  owned: '{{owner}} · {{permissions}}',
  count_one: '{{count}} entry',
  count_other: '{{count}} entries',
  openFolder: 'Open {{name}}',
  download: 'Download {{name}}',
  listOnly: 'This server lists its files and does not serve their content.',
  loading: 'Reading the folder',
  empty: {
    what: 'This folder is empty',
    cause: 'What programs on the machine save into its downloads folder appears here.',
  },
} as const
