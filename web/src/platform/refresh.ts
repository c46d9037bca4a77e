import type { useQueryCache } from '@pinia/colada'

/** Asks again for what is shown, because something was told. Where that fails, what is shown stays and says so itself. */
export const refresh = (cache: ReturnType<typeof useQueryCache>, key: string[]) =>
  cache.invalidateQueries({ key }).catch((thrown: unknown) => console.debug('Not asked again', thrown))
