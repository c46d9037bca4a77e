import { defineAsyncComponent } from 'vue'
import { withEveryWord } from '@/platform/i18n'

const load = withEveryWord(() => import('./desk'))
type Desk = Awaited<ReturnType<typeof load>>

/** A part of the desk, with its words. */
export const deskPart = <K extends keyof Desk>(name: K) => defineAsyncComponent(async () => (await load())[name] as Desk[K])
