/** What is rarer in the inbox than reading and answering: one part of the application, fetched when the first of it is needed. */
export { default as BulkBar } from './BulkBar.vue'
export { default as CannedSearch } from './CannedSearch.vue'
export { default as DeskBar } from './DeskBar.vue'
export { default as DeskDialog } from './DeskDialog.vue'
export { default as DeskEvent } from './DeskEvent.vue'
export { default as ListFilter } from './ListFilter.vue'
export { default as MoreMenu } from './MoreMenu.vue'
export { default as TogetherBar } from './TogetherBar.vue'
