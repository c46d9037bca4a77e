import { onScopeDispose, shallowReactive } from 'vue'
import { useLocalStorage } from '@vueuse/core'

export interface Command {
  /** Unique; its words are `commands.<id>`. */
  id: string
  /** As in "E", "Shift+E", "ArrowDown", "Escape", "?" or "Mod+K"; several mean the same. */
  keys?: string[]
  icon?: string
  /** Works too while a field has the focus. Only for keys with Mod, and for Escape. */
  inFields?: boolean
  /** Not in the command menu: moves that only make sense as a key. */
  hidden?: boolean
  enabled?: () => boolean
  /** @param key as it was pressed */
  run: (key?: string) => void
}

/** What can be done on the screen now: the keys, the list of keys and the command menu all read it. */
export const commands = shallowReactive(new Map<string, Command>())

/** Single keys can be switched off, for those whose keyboard or voice software sends them. */
export const singleKeys = useLocalStorage('sembang.single-keys', true)

export function useCommands(list: Command[]) {
  for (const command of list) commands.set(command.id, command)
  onScopeDispose(() => {
    for (const command of list) if (commands.get(command.id) === command) commands.delete(command.id)
  })
}

export const available = (command: Command) => command.enabled?.() ?? true

export const onMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** Keys as they are printed on the keyboard. */
export const keyNames: Record<string, string> = { Mod: onMac ? '⌘' : 'Ctrl', Enter: '↵', ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

/** A dialog or a panel is open: the keys are its own. */
export const covered = () => document.querySelector('[role="dialog"][data-state="open"]') !== null

export const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role="combobox"], [role="menuitem"]'))

/** The name of the key as it is written in `Command.keys`. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  const letter = /^([A-Z]|Enter)$/.test(key)
  return [(event.metaKey || event.ctrlKey) && 'Mod', event.shiftKey && letter && 'Shift', key].filter(Boolean).join('+')
}

export function handleKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  if (covered()) return
  const name = keyName(event)
  const single = !name.startsWith('Mod+')
  if (single && name !== 'Escape' && !singleKeys.value) return
  for (const command of commands.values()) {
    if (!command.keys?.includes(name) || !available(command)) continue
    if (typing(event.target) && !command.inFields) continue
    event.preventDefault()
    command.run(name)
    return
  }
}
