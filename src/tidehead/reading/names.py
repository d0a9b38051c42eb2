"""Whose figure it is and what it measures: noun phrases cut out of a clause by its grammar words."""

import re

_PLACE_TAIL = (
    "自治区|特别行政区|自治州|新区|开发区|高新区|经开区|示范区|园区|省(?![级属内外会部道力])|市(?![场值级属区民政内外域均直])"
    "|州(?!级)|县(?![域级区乡城])|区(?![域间块位划级县段]|生产总值)|镇(?![域级区])|乡(?![镇村])|街道(?!办)|村(?![民级集庄])|旗(?![下舰帜])"
)
_BODY_TAIL = (
    "股份有限公司|有限责任公司|有限公司|公司|集团|企业集群|产业集群|集群|产业带|产业链|走廊|平台|中心|基地|产业园|科技园|工业园|创新园|物流园|港区|科技城|研究院|研究所|实验室"
    "|大学|学院|医院|银行|协会|联盟|委员会|管委会|商务局|海关|税务局|统计局|监管局|(?:公安|教育|科技|财政|商务|交通(?:运输)?|水利|民政|文旅|农业农村|生态环境|气象|人社|林业|住建|卫健|经信|发改|司法|审计|应急|自然资源|信息化|管理|监督|知识产权)局|基金|队伍|团队|板块|街区|社区|小镇|产业|行业|企业"
)
_WHOLE = re.compile(r"(?:我|本|全)(?:国|省|市|州|盟|县|区|镇|域|乡)")
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{1,7}}?(?:{_PLACE_TAIL})")
_BODY = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9“”（）()·+-]{{1,24}}?(?:{_BODY_TAIL})(?!数|化|级|生|总[产量数值]|群|带|链|园|区)"
)
_NOT_IN_PLACE = re.compile(
    r"[的了和与及或在为是占等其共有比将对至到由向把被以每均近各]|全[国省市州县区]|人均|实施|培育|新增|累计|完成|推进|建设|创建|获批|争创|打造|获评|入选|全部|规模|社会|城乡|城市|乡村|加强|加大|继续|启动|加快|推动|支持|提升|发展|发挥|筹建|项目|改造|[他她它这那从上超股都闹夜门楼]|开展|新建|建成|引导|促进|强化|优化|深化|扩大|第|国家|城镇|农村|总|上年|地区|省级|市级"
)
_NOT_IN_BODY = re.compile(
    r"[的了占为是将已]|有(?!限)|各级|^(?:[该其各这那]|本(?=公司|企业|集团|园区)|筹建|谋划|项目|这|那|加强|加大|继续|深化|国家(?!电网)|重要|完善|健全|优化|提升|落实|做好|强化|鼓励|引导|促进|扩大|推广|开展|启动|培育|实施|建设|推进|引进|招引|新增|新建|打造|建成|加快|推动|支持|围绕|聚焦|拥有|集聚|发展|做强|做大|壮大|创建|争创|获批|规模以上|规上|限额以上|重点|优势|新兴|第[一二三]|"
    r"国家级|省级|市级|科技型|高新技术|民营|外资|国有|上市|全部|各类|一批|首批|累计|[百千万亿\d一二三四五六七八九十]|目标|城镇|居民)|同比|比上年|增长|下降|\d"
)
_GENERIC_TAIL = re.compile(r"(?:产业|行业|企业|平台|基地|中心|团队|队伍|板块|集群)$")
_FULL_NAME = re.compile(
    r"(?:公司|集团|研究院|研究所|实验室|大学|学院|医院|银行|协会|管委会|局|海关|开发区|高新区|新区|产业园|集群|中心)$"
)
_ANAPHOR = re.compile(
    r"(?:该|这[一个家座]?|其|园区|公司|企业|集群|平台|基金|学校|医院|项目|集团|开发区|高新区|中心|走廊)(?![\u4e00-\u9fff]{0,3}数)"
)
_LEAD = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|……|其中|分别|同时|此外|另外|目前|截至|并且?|且|而|也|又|还(?!款|贷)|则|即|在(?![校校职岗建册编线地役学库营籍园])|对(?![外口])|从(?!业)|与|和(?![谐田])|为(?!民)|以(?!色)|由|将(?!军)|"
    r"已|但|至(?!今)|到(?!位|账|港)|使(?!用)|让|把|被|通过(?!率)|围绕|聚焦|依托|据(?!点)|按照?|根据|比如|例如|如(?![皋东])|特别是|尤其是|主要(?!污染|城市|农|经济|指标|产)|预计|计划(?!总|完成)|力争|争取|确保|努力|实现|推动|"
    r"推进|支持|加快|进一步|全面|持续|不断|积极|大力|全力|稳步|着力|率先|如今|现在|以前|经过|随着|当前|近年来|日前|近日|一方面|另一方面|结合|因地制宜|——|走进|来到|位于|地处|我们的|初步核算|初步统计|经初步核算|据统计|据初步统计|年末|全年(?=.{2})|"
    r"(?:\d{1,2}|[一二三四五六七八九十])[.、是])+"
)
_VERBS = (
    "实现|达到|达|突破|超过|超|完成|建成|建设|新建|拥有(?![量率])|集聚|聚集|汇聚|培育|引进|招引|引育|引入|新增|新引进|落地|投入|投资|获得|获评|获批|入选|创建|组建|共建|"
    "打造|形成|设立|成立|选派|选聘|结对|办结|服务|带动|吸引|推动|推进|推广|实施|开展|举办|发放|兑现|减免|为企业|盘活|整治|改造|提升|增长|下降|提高|降低|增加|减少|"
    "发布|梳理|承担|选出|涌现|储备|签约|开工|竣工|投产|接待|惠及|覆盖|解决|帮扶|帮助|争创|争取|筹建|提供|培训|累计|掌握|对接|占|居|位居|列|位列|贡献了?|"
    "支出|安排|下达|争得|调解|查处|侦破|处置|清退|腾退|淘汰|出台|制定|修订|公布|认定|评定|建有|设有|辖|下辖|含|包括|包含|涵盖|涉及|分布|运营|运行|开通|新开|研发出?|"
    "发明|申请|授权|销售|生产|出口|进口|收获|种植|养殖|修建|修复|新建成|改建|扩建|建立|搭建|布局|谋划|规划|明确|提出|收到|受理|审批|办理|化解|追回|挽回|取得|入库|"
    "上市|转移|搬迁|入驻|注册|使用|利用|应用|配备|配置|安置|资助|支持|奖励|补助|补贴|给予|分配|供应|出让|收储|拆除|发展到?|增至|增加到|扩大到?|提高到|上升到|下降到|降至|升至"
)
_VERB = re.compile(_VERBS)
_SOFT = (
    "(?:已经|已|共计|共有|(?<![公])共|合计|总计|累计|一共|分别|达到|达成|达|到达|(?<![成])为|是|(?<![国私公])有|仅用|仅|只有|只|(?<![合节签契条])约|(?<![附])近|超过|超|突破了?|逾|高达|至|到|实现|完成|现有|拥有|"
    "接近|不低于|不少于|低于|高于|保持在|稳定在|控制在|维持在|保持|力争|争取|(?<![主需])要|将|(?<![许认])可|(?<![产功职节核智动电势效性])能|就|(?<![人户亩日月年地])均|都|还|也|了|在|以|占|一年|平均|每年|年均|每月|每|"
    "首次|首度|成功|超出|新增长|再|(?:下降|压缩|压减|减少|缩短|降|升|增加?|减|提升|提高|扩大|上升|延长|回升|攀升|上调|下调)(?:到|至|为)|上升至|下降至|降至|升至|增至|提高到|提升到|提升至|提高至|增加到|扩大到|发展到|上升到|下降到|缩短至|迈上|迈进|跨上|站上|跃上|:|：|,|，|、|(?<![目])的|从|由|按|自|不足|不到|不过|[—-])"
)
_SOFT_END = re.compile(rf"{_SOFT}+$")
_NOUN_STOP = re.compile(
    r"[，。；、：:,;！？…()（）\t《》“”—]|(?<=[^\W\d])(?:获得?|实现|完成|达到|达|同比|增长|开工|竣工|建成|入驻|落地|投产|落户|参加|加入|同步|同时|正在|已经?|将|均|都|也|还|从|为|是|在(?![校职岗建册编线库])|"
    r"占|被|由|和|与|及|以及|贡献了?|细分|共建|共同|带动|推动|提供|可|(?<![功产职智动电势效性节核])能(?![级源力量耗效动])|进军|纷纷|相继|签约|作为|成为|迈向|协同|均|进行|开展|助力|受益|上榜|即可|便|就|正式|就业|列入|入选|通过|覆盖|投入)"
)
MEASURE_END = re.compile(
    r"(?:率|额|量|值|数|度|比重|占比|比例|份额|规模|面积|投资|收入|产值|营收|利润|利税|税收|税|总量|总数|人数|家数|产能|产量|指数|指标|支出|经费|贷款|存款|余额|价格|均价|成本|"
    r"里程|长度|宽度|高度|容量|装机|能力|总值|增加值|生产总值|GDP|CPI|PPI|外资|进出口|出口|进口|人口|寿命|年龄|水平|得分|分数|估值|市值|资产|资金|基金|编制|强度|浓度|幅度|速度|时间|时效|"
    r"增速|涨幅|降幅|缺口|距离|长|宽|高|重|深|投入|销售|直径|半径|储量|耕地|林地|用地|土地|增收|纳税|算力|电量|水量|用电|用水|能耗|排放|寄递|客流|吞吐)$"
)
_SAID_OF_IT = re.compile(r"^(?:[^，。；、的\d]{2,10}、){1,2}[^，。；、的\d]{2,10}的(?=[^，。；、]{2})")
_WILL = re.compile(r"^[^，]{0,10}?(?<!即)(?:将|已经|已|正在)(?:累计)?(?=[^\d]{2})(?![军近])")
_QUOTES = str.maketrans("", "", '“”"‘’')
_ACHIEVED = re.compile(r"(?:共|已|累计|首批|新|成功)*(?:实现|完成|达成|形成)(?=.{2})")
_DONE_VERB = re.compile(r"(?<=.{2})(?:共|已|累计|合计)*(?:实现|完成)(?=[^率]{2})")
_IN_THE_MIDST = re.compile(r"(?<=[^高初年其]{2})(?:之)?中$")
_THE_SAID = re.compile(r"^该(?:项目|公司|园区|企业|平台|基地|中心|[镇村县市区])(?=.{2})")
_OF_THE_WHOLE = re.compile(r"^(?:我|本|全)[省市州盟县区](?=[^域长]{2})的?")
_HAVING = re.compile(r"^(?:共计|共有|现有|拥有(?!量|率)|有(?!效|色|机|限|线)|[的共已之，、 ])+")
_REMARK = re.compile(r"[（(][^（()）]{0,12}(?:下同|不含[^（()）]{0,12}|以下简称[^（()）]*)[）)]")
_GROWTH_WAY = re.compile(r"同比(?:增长|下降)$")
_COMPARISON = re.compile(r"(?<=.{2})(?:增速)?(?:比[上一二三四去年同期初全]|较|高于|低于|高出|快于|环比).{0,16}$")
_BRACKETED_LIST = re.compile(r"[（(“][^）)”]*、[^（(“]*[）)”]")


def strip_lead(text: str) -> str:
    """The clause without its conjunctions and connecting words."""
    while True:
        m = _LEAD.match(text)
        if not m or m.end() == len(text):
            return text.lstrip("，、：:；; ")
        text = text[m.end() :].lstrip("，、：:；; ")


def strip_soft_end(text: str) -> str:
    """A left context without the level words before a number: 进出口总值达 → 进出口总值."""
    return _SOFT_END.sub("", text)


def left_phrase(text: str) -> str:
    """The noun phrase that ends a left context: what the number measures.

    >>> left_phrase("其中规上工业营业收入突破")
    '规上工业营业收入'
    """
    phrase = strip_lead(strip_soft_end(text))
    phrase = phrase.rsplit("，", 1)[-1]
    return without_done(_without_opening_verb(_balanced(phrase))).strip(" 的之、，：:")


def _balanced(phrase: str) -> str:
    """Without a bracket or quote that is opened or closed outside the phrase."""
    for opening, closing in ("（）", "()", "“”", "《》"):
        if phrase.count(closing) > phrase.count(opening):
            phrase = (
                phrase.split(closing, 1)[-1]
                if phrase.find(closing) < phrase.find(opening) or opening not in phrase
                else phrase
            )
        if phrase.count(opening) > phrase.count(closing):
            phrase = phrase.rsplit(opening, 1)[-1]
    return phrase


def _without_opening_verb(phrase: str) -> str:
    m = _ACHIEVED.match(phrase)
    return phrase[m.end() :] if m else phrase


def without_done(phrase: str) -> str:
    """企业实现利润 → 企业利润: the verb says nothing of what is measured."""
    return _DONE_VERB.sub("", phrase)


def right_phrase(text: str) -> str:
    """The noun phrase that follows a number: what is counted.

    >>> right_phrase("单位共建联合实验室")
    '单位'
    """
    text = _SAID_OF_IT.sub("", text.lstrip("的 ").removeprefix("“"))
    m = _NOUN_STOP.search(text)
    phrase = text[: m.start()] if m else text
    return _IN_THE_MIDST.sub("", phrase.strip(" 的之了")[:40])


def last_verb(text: str) -> tuple[str, int]:
    """The last verb of a left context and where it begins, or ('', -1)."""
    found = ("", -1)
    for m in _VERB.finditer(text):
        found = (m.group(), m.start())
    return found


def subject_of(sentence: str) -> str:
    """The body or place that a sentence opens with, or ''.

    >>> subject_of("甲市进出口总值达100亿元"), subject_of("人均地区生产总值达8万元")
    ('甲市', '')
    """
    text = strip_lead(sentence)[:60]
    whole = _WHOLE.match(text)
    place = whole.group() if whole else _place_at_start(text)
    body = _BODY.match(text)
    name = body.group() if body else ""
    if len(name) > len(place) and not _NOT_IN_BODY.search(name) and (place or not _GENERIC_TAIL.search(name)):
        return name.translate(_QUOTES)
    return place


def _place_at_start(text: str) -> str:
    best = ""
    for m in _PLACE.finditer(text[:16]):
        if m.start() or _NOT_IN_PLACE.search(m.group()):
            break
        best = m.group()
    return best


def body_of(clause: str) -> str:
    """The firm, office or institute that a clause opens with, by its full name, or ''."""
    name = subject_of(clause)
    return name if len(name) >= 4 and _FULL_NAME.search(name) else ""


def is_whole(subject: str) -> bool:
    """Whether the subject is 全市, 我省 …: the place that the document is about."""
    return bool(_WHOLE.fullmatch(subject))


def is_proper(subject: str) -> bool:
    """Whether a subject is a name worth remembering: a place by its kind or a body by its full name."""
    return bool(_FULL_NAME.search(subject) or _PLACE.fullmatch(subject)) and not is_whole(subject)


def is_anaphor(sentence: str) -> bool:
    """Whether a sentence opens with words for a body named before: 该园区, 公司."""
    return bool(_ANAPHOR.match(strip_lead(sentence)))


def without_subject(phrase: str, subject: str) -> str:
    """The indicator without the subject it opens with."""
    plain = phrase.removeprefix(subject) if subject and len(phrase) > len(subject) + 1 else phrase
    if subject and plain == phrase:
        named = _ANAPHOR.match(phrase)
        plain = phrase[named.end() :] if named and len(phrase) > named.end() + 1 else phrase
    plain = _THE_SAID.sub("", plain)
    plain = _WILL.sub("", _OF_THE_WHOLE.sub("", plain))
    return _HAVING.sub("", plain)


def plain(phrase: str) -> str:
    """An indicator's name without quotes left open and stray marks."""
    phrase = _REMARK.sub("", phrase)
    return phrase.strip(" ，。、；：:,;的").strip()


def grown_level(indicator: str) -> str:
    """The measure that a name of growth or comparison speaks of: 出口同比增长 → 出口."""
    level = _GROWTH_WAY.sub("", indicator)
    return _COMPARISON.sub("", level)


def growth_words(indicator: str) -> str:
    """同比增长 or 同比下降 where a name ends with it, else ''."""
    way = _GROWTH_WAY.search(indicator)
    return way[0] if way else ""


def bracketed(phrase: str) -> bool:
    """Whether the phrase is a list inside brackets or quotes, not to be cut."""
    return bool(_BRACKETED_LIST.search(phrase))
