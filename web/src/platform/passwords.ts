const SHORTEST = 8
const LONGEST = 256

/**
 * What keeps a password from being chosen, as the key of its words. The server also knows which are guessed first and
 * has the last word.
 *
 * @param personal what others know of its owner: name, address
 */
export function passwordFault(password: string, ...personal: string[]): string | undefined {
  if ([...password].length < SHORTEST) return 'signin.rule.short'
  if (password.length > LONGEST) return 'signin.rule.long'
  const lower = password.toLowerCase()
  const known = personal.map(word => word.trim().toLowerCase()).filter(Boolean)
  return known.some(word => lower === word || lower === word.split('@')[0]) ? 'signin.rule.personal' : undefined
}
