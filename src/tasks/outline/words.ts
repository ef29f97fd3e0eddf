/** What labels and buttons say, in the languages that the reader knows. */
export const PASSWORD = /pass(word|code)|密码|口令|[•●*·]{4,}/i;
export const SIGN_IN = /\b(sign|log)[ -]?in\b|登录|登入|登陆/i;
export const SIGN_UP = /\b(sign[ -]?up|register|create (an |your )?account)\b|注册/i;
export const SEARCH = /\b(search|find|filter)\b|搜索|查找|查询|检索/i;
export const SEPARATOR = /(^|\s)[/／›>»→](\s|$)/;
export const PAGE_STEP = /^(\d{1,4}|[«»‹›<>…•.]+|prev(ious)?|next|first|last|上一页|下一页|首页|末页|尾页)$/i;
export const MENU = /^(file|edit|view|help|文件|编辑|视图|查看|帮助)\b/i;

/** "Recent Orders" -> `RecentOrders`; undefined for words that can't name a component in code, such as Chinese ones. */
export function pascalCase(text: string): string | undefined {
  const words =
    text
      .normalize('NFKD')
      .replace(/['’]|\p{M}/gu, '')
      .match(/[A-Za-z0-9]+/g) ?? [];
  const letters = text.replace(/[^\p{L}]/gu, '').length;
  const name = words
    .slice(0, 4)
    .map((word) => word[0]!.toUpperCase() + (word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1)))
    .join('');
  const latin = name.replace(/[^A-Za-z]/g, '').length;
  return /^[A-Z]/.test(name) && latin >= 2 && latin >= Math.min(letters, 12) / 2 ? name.slice(0, 40) : undefined;
}
