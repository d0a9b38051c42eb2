"""Words at the end of company names: legal forms, kinds of branch, and common trades. General, of no region."""

FORMS = (
    "股份有限责任公司 股份有限公司 股份合作公司 有限责任公司 有限公司 责任公司 股份公司 股份 集团有限公司 "
    "集团股份有限公司 集团有限责任公司 集团公司 集团总公司 总公司 公司 集团 股份合作社 "
    "农民专业合作社联合社 农民专业合作社 专业合作社联合社 专业合作社 专业合作联社 合作社联合社 合作社 "
    "联合社 合伙企业有限合伙 合伙企业普通合伙 合伙企业 有限合伙 普通合伙 特殊普通合伙 个人独资企业 "
    "独资企业 总厂 厂 工厂 经营部 经销部 营业部 门市部 服务部 销售部 供应部 加工部 商行 商店 商场 超市 "
    "店 工作室 中心 服务中心 事务所 研究院 研究所 农场 家庭农场 林场 养殖场 场 行 社 站 部 院 所 馆 "
    "吧 坊 co ltd limited inc incorporated corp corporation company llc llp plc gmbh ag sa sarl srl "
    "spa bv nv oy ab as pty pte kk"
).split()
"""What a company is in law or by its own words; the longest that fits is taken."""

PARENT_ENDS = (
    "有限责任公司 股份有限公司 有限公司 股份公司 集团公司 总公司 公司 集团 合作社 联合社 合作联社 总厂 "
    "厂 银行 供销社 信用社 合伙 事务所 医院 学校"
).split()
"""Where the name of a parent may end before the name of its branch begins."""

BRANCHES = (
    "分公司 支公司 分厂 分店 分行 支行 分社 分所 分院 分部 分场 分理处 办事处 代表处 联络处 营业部 "
    "营业厅 门市部 经营部 经销部 销售部 服务部 供应站 加油站 服务站 收购站 专卖店 连锁店 门店 超市 商场 "
    "药店 店 车间 项目部 生产基地 基地 仓库"
).split()
"""What a branch of another calls itself, after the parent's name."""

SURE_BRANCHES = "分公司 支公司 分厂 分店 分行 支行 分社 分所 分理处 办事处 代表处".split()
"""What is a branch even where the parent's form is left out."""

TRADES = (
    "科技 技术 信息 网络 软件 电子 电器 电气 电机 电力 电缆 光电 照明 灯饰 仪表 仪器 机械 机床 机电 机器 "
    "设备 装备 制造 铸造 锻造 模具 模塑 塑料 塑胶 塑业 橡胶 橡塑 化工 化学 涂料 制药 药业 医药 医疗 器械 "
    "生物 食品 饮料 酒业 粮油 水产 渔业 果蔬 蔬菜 水果 果业 茶叶 茶业 种植 养殖 农业 农产品 畜牧 禽业 "
    "家禽 林业 花木 苗木 园林 绿化 纺织 服装 服饰 针织 鞋业 皮革 皮件 箱包 工艺品 工艺 礼品 玩具 文具 "
    "家具 家居 木业 竹业 纸业 包装 印刷 印务 建材 建筑 建设 工程 装饰 装潢 装修 石材 水泥 混凝土 玻璃 "
    "陶瓷 五金 金属 钢铁 钢结构 铝业 铜业 不锈钢 阀门 泵业 水泵 水暖 洁具 卫浴 管业 管道 轴承 标准件 "
    "紧固件 弹簧 汽车 汽配 摩托车 车业 零部件 配件 部件 缝纫机 缝制 眼镜 光学 船舶 造船 航运 海运 船务 "
    "物流 货运 运输 客运 仓储 快递 贸易 商贸 经贸 进出口 实业 工贸 物资 百货 日用品 日化 化妆品 洗涤 "
    "清洗 环保 环境 能源 新能源 太阳能 燃气 石油 石化 矿业 材料 新材料 房地产 置业 房产 物业 物业管理 "
    "管理 投资 投资管理 资产管理 控股 发展 开发 咨询 服务 信息咨询 企业管理 商务 电子商务 广告 传媒 文化 "
    "文化传播 影视 教育 培训 旅游 旅行社 酒店 宾馆 餐饮 饭店 娱乐 健身 体育 美容 家政 劳务 人力资源 保险 "
    "担保 小额贷款 典当 拍卖 租赁 维修 修理 汽车修理 汽车销售 销售 经营 加工 防水 保温 消防 安防 通信 "
    "通讯 数码 计算机 智能 智能科技 自动化 数控 工具 刀具 量具 磨具 制品 用品 产品 专业 供应链"
).split()
"""What firms do, as names say it; a register adds its own (`learned_trades`)."""
