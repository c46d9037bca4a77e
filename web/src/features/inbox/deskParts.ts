import { defineAsyncComponent } from 'vue'
import { withEveryWord } from '@/platform/i18n'

export const loadDesk = withEveryWord(() => import('./desk'))
type Desk = Awaited<ReturnType<typeof loadDesk>>

/** A part of the desk, with its words. */
export const deskPart = <K extends keyof Desk>(name: K) => defineAsyncComponent(async () => (await loadDesk())[name] as Desk[K])
