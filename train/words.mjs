/** What the generated pages say. */
export const WORDS = {
  en: {
    nav: 'Home|Dashboard|Projects|Reports|Settings|Team|Messages|Calendar|Billing|Customers|Orders|Products|Analytics|Inbox|Help|Files|Profile|Integrations|Security|Notifications|Overview|Activity|About us|Contact|Pricing|Docs|Blog|Support',
    verb: 'Save|Cancel|Submit|Delete|Edit|New|Add item|Search|Sign in|Continue|Next|Back|Apply|Reset|Download|Upload|Share|Export CSV|View details|Learn more|Try it free|Get started|Buy now|Follow|Reply|Close|Save changes|OK|Confirm|Send|Print|Refresh|Create account',
    label:
      'Name|E-mail address|Password|Phone number|Company|Country|City|Street|Postal code|Date of birth|Amount|Title|Description|Language|Time zone|Start date|End date|Category|Priority|Owner|Message|Website|User name|Card number|Comment|Role|Department',
    value:
      'Ada Lovelace|ada@example.org|Berlin|United Kingdom|+44 20 7946 0958|12345|English|UTC+1|High|Design|https://example.org|2026-03-14|$1,250.00|Search...|Select an option|Choose...|Type here|Enter your name|Optional|Acme Inc.',
    option:
      'Remember me|I accept the terms|Send me news|Enable notifications|Daily|Weekly|Monthly|Credit card|PayPal|Dark mode|Auto-save|Public profile|Show e-mail|Private|Small|Medium|Large|Yes|No|Option A|Option B|Wi-Fi|Bluetooth',
    tab: 'General|Details|Members|History|Files|Comments|Overview|Settings|Security|Code|Issues|Preview|All|Active|Archived|Popular|Recent|Monthly|Yearly|Console|Network',
    menu: 'New file|Open...|Save as...|Undo|Redo|Cut|Copy|Paste|Find|Rename|Delete|Duplicate|Share|Sign out|Profile|Preferences|Zoom in|Properties|Select all|Refresh|Move to|Mark as read',
    head: 'Account settings|Recent orders|Weekly report|Sales overview|Team members|Welcome back|Your plan|Latest news|Server status|Shipping address|Payment method|Traffic sources|To do|Getting started|Storage|Quick draft|Open tickets|Revenue',
    cell: 'Ada Lovelace|Grace Hopper|Alan Turing|Linus T.|Margaret H.|$320.00|$1,204.50|1,024|98 %|2026-01-17|12 Mar 2026|Berlin|Oslo|Tokyo|#10042|#10043|Design|Sales|Pending|Shipped|v2.4.1|3 h ago|ada@example.org|Frontend|42',
    badge: 'New|Paid|Draft|Open|Beta|3|12|99+|Active|Failed|Pro|Info|Closed|In progress',
    sentence:
      'The quick brown fox jumps over the lazy dog near the river.|Your changes were saved and will be visible to everyone on the team.|Manage how often you hear from us, and on which channel.|This page shows the orders of the last thirty days.|Only administrators can change these values.|A new version is available; restart to install it.|We never share your address with anyone else.|Drag files here, or choose them from your computer.|All prices include taxes where they apply.|Last updated two hours ago by the system.',
  },
  zh: {
    nav: '首页|仪表盘|项目管理|数据报表|系统设置|团队成员|消息中心|日程安排|订单管理|商品列表|客户管理|帮助文档|文件管理|个人中心|权限管理|通知公告|关于我们|联系我们',
    verb: '保存|取消|提交|删除|编辑|新建|添加|查询|登录|下一步|上一步|确定|重置|下载|上传|分享|导出|查看详情|立即购买|刷新|返回|批量操作|注册账号',
    label:
      '姓名|邮箱地址|密码|手机号码|公司名称|国家|城市|详细地址|邮政编码|出生日期|金额|标题|描述|语言|开始日期|结束日期|分类|优先级|负责人|备注|用户名|部门|角色',
    value:
      '张三|李四@example.org|北京市|上海|13800138000|请输入|请选择|请输入关键字|中文|高|设计部|2026-03-14|¥1,250.00|请输入姓名|选填|科技有限公司',
    option:
      '记住我|我已阅读并同意协议|接收通知|每天|每周|每月|信用卡|支付宝|微信支付|深色模式|自动保存|公开|小|中|大|是|否|选项一|选项二|无线局域网|蓝牙',
    tab: '基本信息|详细资料|成员|历史记录|附件|评论|概览|设置|安全|全部|进行中|已完成|最近|推荐|热门|待付款|待发货',
    menu: '新建文件|打开|另存为|撤销|重做|剪切|复制|粘贴|查找|重命名|删除|分享|退出登录|个人资料|偏好设置|放大|属性|全选|刷新',
    head: '账户设置|最近订单|本周报告|销售概览|团队成员|欢迎回来|您的套餐|最新消息|服务器状态|收货地址|支付方式|流量来源|待办事项|快速开始|存储空间|收入统计',
    cell: '张三|李四|王小明|赵敏|¥320.00|¥1,204.50|1,024|98%|2026-01-17|北京|上海|广州|10042|设计部|销售部|待处理|已发货|2.4.1|3小时前|前端组|42',
    badge: '新|已付款|草稿|进行中|测试|3|12|99+|启用|失败|已关闭',
    sentence:
      '您的更改已保存，团队成员都可以看到。|此页面显示最近三十天的订单。|只有管理员可以修改这些设置。|新版本已发布，请重启后安装。|我们不会与任何人分享您的地址。|将文件拖到此处，或点击上传。|所有价格均已含税。|系统于两小时前更新。',
  },
  de: {
    nav: 'Startseite|Übersicht|Projekte|Berichte|Einstellungen|Mitarbeiter|Nachrichten|Kalender|Rechnungen|Kunden|Bestellungen|Hilfe|Dateien|Über uns|Kontakt',
    verb: 'Speichern|Abbrechen|Absenden|Löschen|Bearbeiten|Neu|Hinzufügen|Suchen|Anmelden|Weiter|Zurück|Übernehmen|Zurücksetzen|Herunterladen|Teilen|Schließen|Drucken',
    label:
      'Name|E-Mail-Adresse|Passwort|Telefon|Firma|Land|Ort|Straße|Postleitzahl|Geburtsdatum|Betrag|Titel|Beschreibung|Sprache|Beginn|Ende|Kategorie|Bemerkung|Benutzername',
    value:
      'Ada Müller|ada@example.org|Köln|Österreich|+49 30 123456|12345|Deutsch|Hoch|Suchen ...|Bitte wählen|Hier eingeben|14.03.2026|1.250,00 €|Beispiel GmbH',
    option:
      'Angemeldet bleiben|Bedingungen akzeptieren|Neuigkeiten erhalten|Täglich|Wöchentlich|Monatlich|Kreditkarte|Lastschrift|Dunkel|Klein|Mittel|Groß|Ja|Nein',
    tab: 'Allgemein|Details|Mitglieder|Verlauf|Dateien|Kommentare|Übersicht|Sicherheit|Alle|Aktiv|Archiv|Vorschau',
    menu: 'Neue Datei|Öffnen ...|Speichern unter ...|Rückgängig|Wiederholen|Ausschneiden|Kopieren|Einfügen|Suchen|Umbenennen|Löschen|Abmelden|Eigenschaften',
    head: 'Kontoeinstellungen|Letzte Bestellungen|Wochenbericht|Umsatz|Team|Willkommen|Ihr Tarif|Neuigkeiten|Lieferadresse|Zahlungsart|Aufgaben|Speicherplatz',
    cell: 'Ada Müller|Jürgen Groß|Zoë Weiß|320,00 €|1.204,50 €|1.024|98 %|17.01.2026|Köln|Zürich|Wien|Entwurf|Versandt|vor 3 Std.|42',
    badge: 'Neu|Bezahlt|Entwurf|Offen|Beta|3|12|Aktiv|Fehler',
    sentence:
      'Ihre Änderungen wurden gespeichert und sind für alle sichtbar.|Diese Seite zeigt die Bestellungen der letzten dreißig Tage.|Nur Verwalter dürfen diese Werte ändern.|Eine neue Fassung steht bereit.|Wir geben Ihre Adresse nicht weiter.|Alle Preise enthalten die Mehrwertsteuer.',
  },
};
