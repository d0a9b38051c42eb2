"""Every mistake a pack can have, told in English and Chinese; each message says what is wrong and what to do."""

MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "no_folder": (
        "There is no such folder. Name the folder that holds pack.yaml.",
        "没有这个文件夹。请指明 pack.yaml 所在的文件夹。",
    ),
    "missing_file": ("This file is missing. Every pack needs it.", "缺少此文件。每个区域包都必须有它。"),
    "unknown_file": (
        "Not a file of a pack. Remove it; the guide lists the files that are read.",
        "不属于区域包的文件。请删除；指南中列有会读取的文件。",
    ),
    "too_large": ("Larger than {most} MiB. Split it.", "超过 {most} MiB。请拆分。"),
    "too_many_files": ("More than {most} files. Join some.", "文件超过 {most} 个。请合并。"),
    "not_utf8": (
        "Not UTF-8 text (byte {byte}). Save the file as UTF-8.",
        "不是 UTF-8 文本（第 {byte} 字节）。请另存为 UTF-8 编码。",
    ),
    "unreadable": (
        "The file cannot be opened ({why}). Check its permissions.",
        "无法打开该文件（{why}）。请检查文件权限。",
    ),
    "empty_file": (
        "The file is empty. Fill it in or remove it.",
        "文件为空。请填写或删除。",
    ),
    # industries
    "not_industry_code": (
        "{key} is {text!r}, no code of the classification. Write a section letter, or two to four digits.",
        "{key} 的值 {text!r} 不是分类代码。请写门类字母，或两至四位数字。",
    ),
    "unknown_industry_code": (
        "There is no industry {name!r}. Correct it, or add it to industries/codes.csv.",
        "没有行业代码 {name!r}。请改正，或加入 industries/codes.csv。",
    ),
    "industry_twice": (
        "{name!r} stands here twice. Keep one of the two rows.",
        "{name!r} 在此出现两次。请只保留一行。",
    ),
    "word_twice": (
        "The word {name!r} stands in two rows. Keep it in one.",
        "词语 {name!r} 出现在两行中。请只保留一处。",
    ),
    # YAML
    "yaml": ("Not valid YAML: {why}. Correct this line.", "不是有效的 YAML：{why_zh}。请改正此行。"),
    "two_documents": (
        'A second YAML document begins here. Keep one: remove the "---".',
        "此处开始了第二个 YAML 文档。请只保留一个，删去“---”。",
    ),
    "too_deep": (
        "Nested more than {most} deep. No pack file needs that; flatten it.",
        "嵌套超过 {most} 层。区域包不需要这样深，请减少层次。",
    ),
    "too_many_values": ("More than {most} values. Split the file.", "超过 {most} 个值。请拆分文件。"),
    "duplicate_key": (
        'Key "{key}" stands twice, first in line {first}. Keep one.',
        "键“{key}”重复，首次在第 {first} 行。请只保留一处。",
    ),
    "key_not_text": ("A key must be text. Write a plain word.", "键必须是文本。请写一个词。"),
    "merge_key": ('"<<" is not allowed. Write the keys out.', "不允许使用“<<”。请把各键写全。"),
    "anchor": (
        'Anchor "&{name}" is not allowed. Remove it and write values out where they are used.',
        "不允许使用锚点“&{name}”。请删除，并在用到处写出值。",
    ),
    "alias": ('Alias "*…" is not allowed. Write the value out.', "不允许使用引用“*…”。请直接写出值。"),
    "tag": ('Tag "{name}" is not allowed. Remove it.', "不允许使用标签“{name}”。请删除。"),
    # keys and values
    "unknown_key": (
        'Unknown key "{key}". Known here: {known}.',
        "未知的键“{key}”。此处可用：{known}。",
    ),
    "missing_key": ('"{key}" is missing. Add it.', "缺少“{key}”。请补上。"),
    "not_text": (
        '"{key}": {text} would be read as something other than text; quote it: "{text}".',
        '“{key}”：{text} 会被当作非文本读取；请加引号："{text}"。',
    ),
    "not_a_value": ('"{key}" must be a single value. Write one.', "“{key}”必须是单个值。请写一个值。"),
    "not_a_list": (
        '"{key}" must be a list. Write one item a line after "- ".',
        "“{key}”必须是列表。请逐行以“- ”列出。",
    ),
    "not_a_mapping": (
        '"{key}" must hold keys and values. Write "key: value".',
        "“{key}”必须由键和值组成。请写成“键: 值”。",
    ),
    "not_a_number": (
        '"{key}": {text} is not a plain decimal number. Write digits only, such as 1250.5, without quotes.',
        "“{key}”：{text} 不是普通十进制数。请只写数字，如 1250.5，不加引号。",
    ),
    "not_whole": ('"{key}": {text} is not a whole number of at least 0.', "“{key}”：{text} 不是非负整数，请改正。"),
    "not_truth": (
        '"{key}": {text} is neither true nor false. Write one of these.',
        "“{key}”：{text} 不是 true 或 false。请写其中之一。",
    ),
    "not_a_day": (
        '"{key}": {text} is not a day. Write it as "2025-01-31".',
        '“{key}”：{text} 不是日期。请写作 "2025-01-31"。',
    ),
    "not_a_period": (
        '"{key}": {text} is not a period. Write "2025", "2025H1", "2025Q3", "2025-10", "2025-10-31" or "2021/2025".',
        '“{key}”：{text} 不是时期。请写作 "2025"、"2025H1"、"2025Q3"、"2025-10"、"2025-10-31" 或 "2021/2025"。',
    ),
    "not_a_code": (
        '"{key}": {text} is not a code. Use small letters a–z, digits, ".", "-" and "_" only.',
        "“{key}”：{text} 不是代码。只可用小写字母、数字、“.”、“-”和“_”。",
    ),
    "not_one_of": (
        '"{key}": {text} is not known. Write one of: {known}.',
        "“{key}”：{text} 不可用。请写其中之一：{known}。",
    ),
    "not_a_locator": (
        '"{key}": {text} does not say where. Write e.g. "L158", "p3", "t2-1 r5", "§二(一)1", "title" or "page".',
        '“{key}”：{text} 没有说明位置。请写如 "L158"、"p3"、"t2-1 r5"、"§二(一)1"、"title" 或 "page"。',
    ),
    "not_a_unit": (
        '"{key}": {text} is not a unit. Write it as printed, e.g. 亿元, %, 家; "1" for none.',
        '“{key}”：{text} 不是单位。请照原文写，如亿元、%、家；无单位写 "1"。',
    ),
    "not_an_address": (
        '"{key}": {text} is not a web address. Begin it with https:// or http://.',
        "“{key}”：{text} 不是网址。请以 https:// 或 http:// 开头。",
    ),
    "not_a_digest": (
        '"{key}" must be 64 hexadecimal digits: the SHA-256 of the text.',
        "“{key}”必须是 64 位十六进制：文本的 SHA-256。",
    ),
    "not_a_point": ('"{key}": write [longitude, latitude] in degrees.', "“{key}”：请写成 [经度, 纬度]，单位为度。"),
    "not_a_key": (
        '"{key}": {text} is no figure. Write "indicator place period [industry=TAXONOMY:MEMBER] [organisation=CODE]".',
        '“{key}”：{text} 不是指标值的名称。请写作 "指标 地点 时期 [industry=分类:成员] [organisation=代码]"。',
    ),
    "not_a_member": (
        '"{key}": {text} names no industry. Write "taxonomy:member".',
        '“{key}”：{text} 不是产业。请写作 "分类:成员"。',
    ),
    "no_value": ('"{key}" is empty. Write a value or leave the key out.', "“{key}”为空。请写值或去掉该键。"),
    "spaces": ('"{key}" begins or ends with a space. Remove it.', "“{key}”首尾有空格。请删除。"),
    "control": (
        '"{key}" holds a control character. Write plain text in one line.',
        "“{key}”含有控制字符。请写成一行普通文本。",
    ),
    "too_long": ('"{key}" is longer than {most} characters. Shorten it.', "“{key}”超过 {most} 个字符。请缩短。"),
    "too_few": ('"{key}" needs at least {least}. Add what is missing.', "“{key}”至少要有 {least} 项。请补充。"),
    "twice_in_list": ('"{key}" lists {text} twice. Keep one.', "“{key}”中 {text} 重复。请只保留一处。"),
    # CSV
    "csv": ("Not valid CSV: {why}. Correct this line.", "不是有效的 CSV：{why_zh}。请改正此行。"),
    "header": ("The first line must read: {want}", "首行必须是：{want}"),
    "cells": (
        "{have} cells, but the header has {want}. Add or remove commas; put text with commas in quotes.",
        "有 {have} 个单元格，而表头有 {want} 个。请增减逗号；含逗号的文本请加引号。",
    ),
    "line_in_cell": ("A cell runs over several lines. Write it in one.", "单元格跨行。请写在一行内。"),
    "too_many_rows": ("More than {most} rows. Split the file.", "超过 {most} 行。请拆分文件。"),
    # names that refer to each other
    "unknown": (
        '{what} "{name}" is not defined. Define it in {file}, or correct the name.',
        "没有定义{what_zh}“{name}”。请在 {file} 中定义，或改正名称。",
    ),
    "defined_twice": (
        '{what} "{name}" is already defined in {first}. Rename or remove one.',
        "{what_zh}“{name}”已在 {first} 定义。请改名或删除其一。",
    ),
    "same_figure": (
        "The same figure, source and date as in {first}. Remove one, or give the later one its own as_of.",
        "与 {first} 的指标、来源、日期都相同。请删除其一，或为后者另写 as_of。",
    ),
    "pack_id": (
        'The pack calls itself "{name}", but its folder is "{folder}". Use one name.',
        "包内名称为“{name}”，文件夹却是“{folder}”。请统一。",
    ),
    # figures
    "unit_differs": (
        'Unit {unit} does not convert to {want}, the unit of "{indicator}". Correct it, or use another indicator.',
        "单位 {unit} 不能换算为“{indicator}”的单位 {want}。请改正，或另设指标。",
    ),
    "ratio_parts": (
        '"{name}" is a ratio: name its numerator and its denominator.',
        "“{name}”是比率：请写明分子和分母。",
    ),
    "known_before": (
        "{basis} figure known on {known}, before {period} began. Correct the period or as_of, or write estimate.",
        "{period} 的 {basis} 数值在 {known} 已知，早于该时期开始。请改正时期或 as_of，或写 estimate。",
    ),
    "range_needs_high": (
        "A range needs value_high, above value. Add it.",
        "区间需要大于 value 的 value_high。请补上。",
    ),
    "high_needs_range": (
        "value_high is given, but the comparator is {comparator}. Write range, or remove value_high.",
        "写了 value_high，但比较词是 {comparator}。请写 range 或去掉 value_high。",
    ),
    "target_empty": (
        "A target needs a value with its unit, or words. Add one.",
        "目标需要数值和单位，或文字。请补上。",
    ),
    "target_unit": ("The target has a value but no unit. Add the unit.", "目标有数值却没有单位。请补上单位。"),
    "target_period": (
        "A target needs the period it is for. Add it, or say in words that none is given.",
        "目标需要目标时期。请补上；原文未给时期的，请在 words 中说明。",
    ),
    "base_missing": (
        'No observation of "{indicator}" for {period}, the base period. Add it, or leave base_period empty.',
        "没有“{indicator}”在基期 {period} 的数值。请补上，或将 base_period 留空。",
    ),
    "own_parent": (
        'Target "{name}" is a part of itself. Correct its parent.',
        "目标“{name}”成了自己的组成部分。请改正 parent。",
    ),
    "parent_indicator": (
        'Target "{name}" is part of "{parent}", which is about another indicator. Correct one of them.',
        "目标“{name}”与上级“{parent}”的指标不同。请改正其一。",
    ),
    # places, taxonomies, plans
    "off_globe": (
        "Longitude {longitude}, latitude {latitude} is no point on Earth. Correct them.",
        "经度 {longitude}、纬度 {latitude} 不是地球上的点。请改正。",
    ),
    "child_twice": (
        'Place "{name}" stands twice in tree "{tree}". Keep it under one parent.',
        "地点“{name}”在树“{tree}”中出现两次。请只放在一个上级之下。",
    ),
    "tree_loop": (
        'Place "{name}" lies under itself in tree "{tree}". Correct the children.',
        "地点“{name}”在树“{tree}”中位于自身之下。请改正下级。",
    ),
    "off_tree": (
        'Place "{name}" has children in tree "{tree}" but is not under its root. Add it under a parent.',
        "地点“{name}”在树“{tree}”中有下级，却不在根之下。请放到某上级之下。",
    ),
    "within_loop": (
        'Place "{name}" is drawn within itself. Correct "within".',
        "地点“{name}”画在自身之内。请改正 within。",
    ),
    "tile_taken": ("This square is taken by {first}. Choose another.", "该方格已被 {first} 占用。请另选。"),
    "stated_fewer": (
        'Group "{name}" states {stated} members but lists {listed}. Correct one.',
        "分组“{name}”写明 {stated} 个成员，却列出 {listed} 个。请改正其一。",
    ),
    "crosswalk_none": (
        'Relation "none" names no to_member, every other relation names one. Correct it.',
        "关系为 none 时不写 to_member，其余关系必须写。请改正。",
    ),
    "crosswalk_basis": (
        'Basis "text" needs a source and a locator. Add them, or write "editor".',
        "依据为 text 时需要来源和位置。请补上，或写 editor。",
    ),
    "crosswalk_same": ("From and to are the same taxonomy. Correct one.", "前后是同一分类。请改正其一。"),
    "unknown_section": (
        'Section "{name}" is not in this plan. Add it to sections, or correct it.',
        "本方案没有章节“{name}”。请加入 sections，或改正。",
    ),
    "ends_before": ("The deadline lies before the start. Correct one.", "期限早于开始。请改正其一。"),
    "no_finish": ("A schedule item needs a finish or words. Add one.", "进度项需要 finish 或 words。请补上。"),
    # rules and schemes
    "not_a_name": (
        '"{key}": {text} cannot be a name in rules. Begin with a small letter; use small letters, digits and "_".',
        "“{key}”：{text} 不能作规则中的名称。请以小写字母开头，只用小写字母、数字和“_”。",
    ),
    "not_a_rule": (
        '"{key}": {text} is no rule. Write an expression such as tax_paid / land_mu, or a number.',
        "“{key}”：{text} 不是规则。请写算式，如 tax_paid / land_mu，或写一个数。",
    ),
    "scheme": ("{part}: {why}.", "{part}：{why_zh}。"),
    "rule": ('Rule "{name}": {why}.', "规则“{name}”：{why_zh}。"),
    "case_name": (
        'Case "{case}" gives "{name}", which is no variable. Declare it or remove it.',
        "算例“{case}”给出“{name}”，但没有这个变量。请声明或删除。",
    ),
    "case_refused": (
        'Case "{case}" cannot be worked out: {why}.',
        "算例“{case}”算不出：{why_zh}。",
    ),
    "case_differs": (
        'Case "{case}": "{name}" should be {expected}, and is {got}. Correct the rule or the case.',
        "算例“{case}”：“{name}”应为 {expected}，算得 {got}。请改正规则或算例。",
    ),
    "scheme_file": (
        'The scheme "{name}" has to stand in {want}. Rename the file or the scheme.',
        "评价办法“{name}”应写在 {want} 中。请改文件名或改 id。",
    ),
    "assessed": (
        'Places are named by "places", or by "tree" and "parent", and only with kind: places. Correct "assessed".',
        "被评地点以 places 列出，或以 tree 和 parent 指明，且 kind 须为 places。请改正 assessed。",
    ),
    "entry": ('Column "{column}": {why}.', "列“{column}”：{why_zh}。"),
    "case_result": (
        'Case "{case}": {unit} should have {name} {expected}, and has {got}. Correct the scheme or the case.',
        "算例“{case}”：{unit}的{name}应为 {expected}，算得 {got}。请改正办法或算例。",
    ),
    "entry_column": (
        'Column "{name}" is no variable or indicator of scheme "{scheme}". Rename or remove it.',
        "列“{name}”不是评价办法“{scheme}”的变量或指标。请改名或删除。",
    ),
    "entry_column_missing": ('Column "{name}" is missing. Add it.', "缺少列“{name}”。请补上。"),
    "entry_column_twice": ('Column "{name}" stands twice. Keep one.', "列“{name}”重复。请只保留一列。"),
    "not_arithmetic": (
        '"{key}" is no arithmetic: {why}. Write numbers and + - * / after "=".',
        "“{key}”不是算式：{why_zh}。请在“=”后写数和 + - * /。",
    ),
    "no_number": (
        '"{key}": {text} gives no number. Correct it, or write null for a result that must be unknown.',
        "“{key}”：{text} 算不出数。请改正；结果应为未知时写 null。",
    ),
    "days_out_of_order": (
        '"{key}" must go from the earliest day to the latest. Put it in order.',
        "“{key}”须由早到晚排列。请调整顺序。",
    ),
    "cited_without_period": (
        'Parameter "{name}" is taken from rules/, but the scheme names no period. Add "period".',
        "参数“{name}”取自 rules/，而本办法没有写明评价时期。请补上 period。",
    ),
    "not_yet_set": (
        'Parameter "{name}" has no value on {day}, the end of the scheme\'s period. Add one in rules/, or correct '
        "the period.",
        "参数“{name}”在评价时期末 {day} 尚无取值。请在 rules/ 中补充，或改正时期。",
    ),
    # work
    "not_a_duration": (
        '"{key}": {text} is no length of time. Write an amount and one of: {known}.',
        "“{key}”：{text} 不是时长。请写数字加单位：{known}。",
    ),
    "not_days": (
        '"{key}": {text} is neither a day nor some days in a row, such as "2025-10-01/2025-10-08". Correct it.',
        "“{key}”：{text} 既不是日期，也不是连续日期（如“2025-10-01/2025-10-08”）。请改正。",
    ),
    "not_hours": (
        '"{key}": {text} is no span of a day. Write it like "08:30-12:00".',
        "“{key}”：{text} 不是一天中的时段。请写成“08:30-12:00”。",
    ),
    "hours_order": (
        "Working hours overlap or are out of order. Write them from morning to evening.",
        "工作时段重叠或次序不对。请由早到晚排列。",
    ),
    "unknown_zone": (
        '"{name}" is no time zone. Write one such as Asia/Shanghai.',
        "“{name}”不是时区。请写如 Asia/Shanghai。",
    ),
    "year_gap": (
        "{year} does not follow the year before it. List every year, earliest first.",
        "{year} 年没有接上前一年。请由早到晚逐年列出。",
    ),
    "day_of_another_year": (
        "{day} is not a day of {year}, nor of the December before. Move it.",
        "{day} 不在 {year} 年内，也不在上年12月。请移到对应年份。",
    ),
    "weekday_worked": (
        "{day} is worked anyway: only weekends belong into workdays. Remove it.",
        "{day} 本来就上班：workdays 只列周末。请删除。",
    ),
    "off_and_worked": ("{day} is both off and worked. Keep one.", "{day} 既放假又上班。请只保留一处。"),
    "case_file": (
        'Kind of case "{name}" has to stand in {want}. Rename the file or the id.',
        "事项类型“{name}”须写在 {want} 中。请改文件名或编号。",
    ),
    "case_part": (
        '"{name}" is none of the {section} of this kind of case. Correct it or add it there.',
        "“{name}”不在本事项类型的 {section} 中。请改正，或在那里补上。",
    ),
    "case_part_twice": (
        '"{name}" stands twice among the {section}. Keep one.',
        "{section} 中“{name}”重复。请只保留一处。",
    ),
    "case_choices": (
        'Field "{name}": a choice needs choices, each once, and nothing else has any. Correct it.',
        "字段“{name}”：选择型须列出各不相同的选项，其他类型不得有选项。请改正。",
    ),
    "case_number": (
        '"{text}" is no form of numbers. Write one such as REQ-{{year}}-{{nth:06}}.',
        "“{text}”不是编号格式。请写如 REQ-{{year}}-{{nth:06}}。",
    ),
    "case_words": (
        'Template "{name}" names {{{text}}}. Known: {known}.',
        "模板“{name}”中的 {{{text}}} 无此项。可用：{known}。",
    ),
    "case_rule": ('Transition "{name}": {why}.', "流转“{name}”：{why_zh}。"),
    "case_rule_truth": (
        'Transition "{name}": its rule has to be true or false. Compare with something.',
        "流转“{name}”：其规则须得出是或否。请写成比较式。",
    ),
    "case_type": ('Kind of case "{name}": {why}.', "事项类型“{name}”：{why_zh}。"),
    "post_body": (
        "A post belongs to one body: name either an organisation or an enterprise.",
        "岗位只属于一个主体：请写 organisation 或 enterprise 之一。",
    ),
    "post_role": (
        'Role "enterprise" is for firms\' own posts, and only that. Correct the role or the body.',
        "角色 enterprise 只用于企业自己的岗位，企业岗位也只用它。请改正角色或主体。",
    ),
    "post_without_role": (
        "A post in posts.yaml needs a role. Add one, or move it to organisations.yaml.",
        "posts.yaml 中的岗位须有角色。请补上，或移到 organisations.yaml。",
    ),
    "out_of_range": (
        '"{name}" has to lie between {least} and {most}. Correct it.',
        "“{name}”须在 {least} 与 {most} 之间。请改正。",
    ),
    "part_twice": ('"{name}" stands twice in {section}. Keep one.', "{section} 中“{name}”重复。请只保留一处。"),
    "wrong_family": (
        'Kind of case "{name}" is of family {family}, not {want}. Name another.',
        "事项类型“{name}”属于 {family}，不是 {want}。请改写。",
    ),
    "satisfaction": (
        'The scale has to run "1", "2", "3" … from worst to best, two steps at least. Correct it.',
        "满意度须由差到好依次为“1”“2”“3”……，至少两级。请改正。",
    ),
    "sizes_out_of_order": (
        "Size classes run from the smallest to the largest. Reorder them.",
        "规模等级须由小到大。请调整顺序。",
    ),
    "no_such_rule": (
        'Rule set "{rule_set}" has no rule "{name}" in all its versions. Correct it.',
        "规则“{rule_set}”的各版本并非都有“{name}”。请改正。",
    ),
    "shares_of_one": (
        "The shares add up to {total}, not 1. Correct them.",
        "份额合计为 {total}，不是 1。请改正。",
    ),
    "parties": (
        "An agreement needs two places at least, each once. Correct it.",
        "协议须有两个以上互不相同的地点。请改正。",
    ),
    "half_a_point": (
        "Longitude and latitude go together. Write both or neither.",
        "经度和纬度须同时填写。请都写或都不写。",
    ),
    "rooms_free": (
        "More rooms are free than there are. Correct one.",
        "空余房间多于房间总数。请改正其一。",
    ),
    # ladders
    "title_rules": (
        'Title "{name}": conditions and rule_set belong together. Write both or neither.',
        "荣誉“{name}”：conditions 与 rule_set 须同时填写。请都写或都不写。",
    ),
    "title_rule": (
        'Title "{title}": the rule set has no rule "{name}" from {day} on. Correct the condition or the rule set.',
        "荣誉“{title}”：规则集自 {day} 起没有规则“{name}”。请改正条件或规则集。",
    ),
    "honour_days": (
        "It ends before it was granted. Correct the days.",
        "有效期早于授予日期。请改正日期。",
    ),
    # chains
    "not_an_industry_code": (
        '"{text}" is no code of GB/T 4754. Write a section\'s letter or two to four digits, quoted.',
        "“{text}”不是 GB/T 4754 代码。请写门类字母，或加引号的两至四位数字。",
    ),
    "not_an_hs_code": (
        '"{text}" is no HS code. Write four or six digits, quoted.',
        "“{text}”不是 HS 编码。请写加引号的四位或六位数字。",
    ),
    "not_a_cluster": (
        '"{text}" is no cluster. Write taxonomy/member.',
        "“{text}”不是产业集群。请写成 分类/产业。",
    ),
    "word_too_short": (
        'The word "{text}" would match nearly every firm. Write two characters or more.',
        "“{text}”几乎会匹配所有企业。请写两个字以上。",
    ),
    "chain_file": (
        'Chain "{name}" has to stand in {want}. Rename the file or the chain.',
        "产业链“{name}”应写在 {want}。请改文件名或代码。",
    ),
    "chain_draft": (
        'Chain "{name}": our own proposal is a draft and has no source; a published chain names its source. '
        "Correct draft or source.",
        "产业链“{name}”：自拟的标 draft 且不写来源，已公布的写明来源。请改正 draft 或 source。",
    ),
    "chain_unmatched": (
        'No firm can be found for link "{name}". Give it industries or words, or make it the parent of others.',
        "环节“{name}”无从匹配企业。请写 industries 或 words，或作为其他环节的上级。",
    ),
    "chain_any_one": (
        'Link "{name}": one of several means two nodes at least. Add a substitute or leave any_one out.',
        "环节“{name}”：any_one 须有两个以上可替代的投入。请补充替代项，或删去 any_one。",
    ),
    "chain_shares": (
        'The shares of what link "{name}" needs add up to {total}, more than 1. Correct them.',
        "环节“{name}”各投入份额合计为 {total}，超过 1。请改正。",
    ),
    "chain_parent_loop": (
        'Link "{name}" stands above itself. Correct its parent.',
        "环节“{name}”成了自己的上级。请改正 parent。",
    ),
    "chain_need_loop": (
        "These links need each other, so that none could be made: {name}. "
        "Drop a need, or give it a substitute (any_one).",
        "这些环节互为必需，谁也造不出来：{name}。请删去一项投入，或给出替代（any_one）。",
    ),
    "chain_orphan": (
        'Link "{name}" needs nothing, is needed by nothing and stands on no bone. Connect it.',
        "环节“{name}”既无投入，也不被需要，又无上级。请接入产业链。",
    ),
    "standing_twice": (
        '"{name}" stands here already ({first}). Keep one.',
        "“{name}”已在 {first} 出现。请只保留一处。",
    ),
    "supply_empty": (
        "Neither a rate nor minutes. Write what the source gives, or remove the row.",
        "rate 和 minutes 都没有。请填写来源给出的数值，或删除此行。",
    ),
    "role_holder": (
        "A role has exactly one holder: post, organisation or enterprise. Keep one.",
        "一个角色只能写 post、organisation、enterprise 之一。请只保留一个。",
    ),
    "role_draft": (
        "A role that a source names has that source; our own proposal is a draft. Correct draft or source.",
        "来源写明的角色须写 source，自拟的标 draft。请改正 draft 或 source。",
    ),
    "limit_draft": (
        '"{name}": what a document sets has its source; our own proposal is a draft. Correct draft or source.',
        "“{name}”：文件规定的须写 source，自拟的标 draft。请改正 draft 或 source。",
    ),
    "no_weight": ("Every weight is 0. Give at least one part a weight.", "所有权重都是 0。请至少给一项权重。"),
    "below_zero": ('"{name}" cannot be below 0. Correct it.', "“{name}”不能小于 0。请改正。"),
    "half_cited": (
        "Source and locator go together. Write both or neither.",
        "source 和 locator 须同时填写。请都写或都不写。",
    ),
    # input–output tables
    "io_no_figures": ('Table "{name}" has no figures. Add {want}.', "投入产出表“{name}”没有数据。请添加 {want}。"),
    "io_no_head": (
        "No table of io/tables.yaml has these figures. Describe it there, or remove the file.",
        "io/tables.yaml 中没有这份数据对应的表。请补充说明，或删除文件。",
    ),
    "io_names": (
        "Every sector, column and row of a table has a name of its own, other than row and output. Rename some.",
        "表中各部门、列、行的代码须互不相同，且不能是 row 或 output。请改名。",
    ),
    "io_rows": ("The rows have to be, in this order: {want}. Correct them.", "各行须依次为：{want}。请改正。"),
    "io_cell": (
        'Column "{column}" holds "{text}". Write a plain decimal; 0 where nothing flows.',
        "“{column}”列的值为“{text}”。请写普通小数；没有流量写 0。",
    ),
    "io_cell_after": (
        'Row "{name}" has figures after the last sector. Leave those cells empty.',
        "“{name}”行在最后一个部门之后还有数值。请留空。",
    ),
    "io_output": (
        'The output of sector "{name}" is below 0. Correct it.',
        "部门“{name}”的总产出小于 0。请改正。",
    ),
    "io_row": (
        'Sector "{name}": what it sells is off its output by {gap}. Correct its row, or state a tolerance.',
        "部门“{name}”：行合计与总产出相差 {gap}。请改正该行，或写明 tolerance。",
    ),
    "io_column": (
        'Sector "{name}": what it buys and keeps is off its output by {gap}. Correct its column, or state a tolerance.',
        "部门“{name}”：列合计与总产出相差 {gap}。请改正该列，或写明 tolerance。",
    ),
    "io_imports": (
        'Table "{name}": a domestic table has rows of imported inputs, a competitive one none. Correct kind or rows.',
        "投入产出表“{name}”：非竞争型表须有进口投入行，竞争型表不应有。请改正 kind 或 imports。",
    ),
    "io_industry_twice": (
        "Industry {name} belongs to more than one sector. Keep it in one.",
        "行业代码 {name} 归入了不止一个部门。请只归入一个。",
    ),
    # arithmetic
    "term": (
        '"{key}" is not a term. Write one of: {known}.',
        "“{key}”不是算式项。请写其中之一：{known}。",
    ),
    "term_pair": ('"{key}" needs exactly two terms. Write [a, b].', "“{key}”需要恰好两项。请写成 [a, b]。"),
    "term_empty": ('"{key}" has no terms. Write at least one.', "“{key}”没有任何项。请至少写一项。"),
    "term_deep": (
        '"{key}": terms within terms more than {most} deep. Split the check.',
        "“{key}”：嵌套超过 {most} 层。请拆分校验。",
    ),
    "term_many": ('"{key}": more than {most} terms. Split the check.', "“{key}”：超过 {most} 项。请拆分校验。"),
    "term_growth": (
        '"{key}" needs from, to and years, years above 0. Write all three.',
        "“{key}”需要 from、to 和大于 0 的 years。请写全。",
    ),
    "term_count": (
        '"{key}" needs one of places, members, stated, commitments, and a name as text. Write one.',
        "“{key}”需要 places、members、stated、commitments 之一及名称文本。请写其一。",
    ),
    # advice, never an error
    "no_english": ('"{name}" has no English label. Add one where you can.', "“{name}”没有英文名称。可补则补。"),
}
