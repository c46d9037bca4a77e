/** What the keys need beside the shell, in one part: it comes after the first page. */
export { default as GoKeys } from './GoKeys.vue'
export { default as ShortcutsDialog } from './ShortcutsDialog.vue'
