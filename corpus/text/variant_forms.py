"""Characters that readers take for the same and that OpenCC does not pair, written as pairs: the form, then the usual one.

Sources: the First List of Variant Characters (第一批异体字整理表, Ministry of Culture, 1955), which newspapers before it still
print; the old print forms of the List of Common Printed Characters (印刷通用汉字字形表, 1965); Japanese forms (当用漢字字体表, 1949)
that scanned pages are recognised as; and the private-use characters of GBK with what GB 18030-2005 has put in their place.
"""

from __future__ import annotations

_LIST_OF_1955 = (
    "佈布 佔占 偺咱 傚效 僊仙 兇凶 刧劫 刦劫 剳札 劄札 勅敕 勗勖 匄丐 卹恤 呪咒 啗啖 喒咱 嘷嗥 噉啖 囘回 囬回 囯国 坵丘 垜垛 "
    "埜野 壻婿 妬妒 姪侄 娬妩 嫋袅 宂冗 寃冤 寕宁 尅克 尠鲜 岅坂 峝峒 峩峨 峯峰 巵卮 帋纸 帬裙 幙幕 庻庶 廏厩 廐厩 彊强 徃往 怳恍 "
    "恠怪 悤匆 慽戚 慙惭 憇憩 懽欢 戞戛 扞捍 抝拗 挱挲 捄救 掽碰 揹背 搥捶 摃扛 撦扯 攷考 敂叩 敍叙 旂旗 旾春 晣晰 暱昵 曡叠 朶朵 "
    "栢柏 栰筏 桮杯 棃梨 棊棋 碁棋 椗碇 楳梅 榦干 槀槁 槨椁 樑梁 橜橛 櫈凳 欵款 毘毗 氷冰 汎泛 沍冱 泝溯 洩泄 涖莅 湌餐 澂澄 "
    "烱炯 煇辉 煖暖 熈熙 燄焰 牓榜 牀床 狥徇 猨猿 獃呆 琱雕 瑠琉 瓈璃 畊耕 畞亩 畧略 畱留 疎疏 痲麻 癡痴 皁皂 盃杯 盌碗 眡视 "
    "睠眷 瞇眯 矁瞅 砲炮 礮炮 祕秘 禩祀 稉粳 穅糠 穉稚 窓窗 窻窗 牕窗 竚伫 筯箸 篠筱 簑蓑 籐藤 粃秕 糉粽 糭粽 紥扎 紮扎 絃弦 綑捆 "
    "緐繁 罇樽 羢绒 羣群 翫玩 耡锄 肎肯 胷胸 脃脆 脣唇 膓肠 臋臀 臝裸 舖铺 艣橹 艸草 苺莓 茘荔 荳豆 莕荇 菴庵 菸烟 煙烟 萲萱 葠参 "
    "蓆席 蔕蒂 蔴麻 蕚萼 蕋蕊 蘂蕊 藁槁 蚘蛔 蛕蛔 蝨虱 蝟猬 蟁蚊 蠏蟹 衂衄 衇脉 袟帙 袵衽 裠裙 襃褒 觔斤 觝抵 詠咏 詧察 詶酬 諠喧 "
    "謌歌 譌讹 譔撰 讐仇 豓艳 豬猪 貍狸 賸剩 趂趁 跥跺 踁胫 踫碰 蹧糟 躭耽 躳躬 軆体 輓挽 輭软 迆迤 逈迥 遯遁 酧酬 "
    "醃腌 醻酬 釦扣 銲焊 鍼针 鎌镰 鎚锤 鑛矿 鑵罐 闇暗 阨厄 阬坑 陗峭 隄堤 霑沾 韈袜 韮韭 頫俯 頟额 顋腮 飃飘 飜翻 餬糊 餵喂 "
    "餽馈 饍膳 駞驼 駮驳 騐验 骾鲠 髈膀 髣仿 鬀剃 鬭斗 鬬斗 鬪斗 鴈雁 鵞鹅 鷰燕 麐麟 麤粗 鼈鳖 齩咬 勛勋 迻移 劵券 衕同 "
    "倖幸 効效 却却 卻却 脚脚 凟渎 凴凭 刼劫 勦剿 匧箧 卝矿 叄叁 吚咿 咊和 唘启 啓启 啟启 嚐尝 囓啮 墖塔 嬾懒 嶽岳 幚帮 幇帮 慂恿 "
    "悽凄 惪德 愽博 抅拘 捨舍 掲揭 摺折 擕携 攜携 旹时 晳晰 朞期 枴拐 栞刊 槕桌 毬球 涷冻 淛浙 湻淳 溼湿 澣浣 炤照 燬毁 犂犁 猂悍 "
    "甎砖 畵画 皷鼓 盇盍 硏研 碪砧 稭秸 穤糯 窰窑 窯窑 筴策 箒帚 簒篡 絜洁 繮缰 罋瓮 罸罚 羮羹 肬疣 脗吻 臯皋 臺台 舩船 苽菇 蓴莼"
)
_IN_USE_AGAIN = "黏粘 喆哲 迺乃 廼乃 鉅巨 濬浚 邨村 犇奔 昇升 甦苏 堃坤"
"""Of the list of 1955, but characters of their own again since the List of Standard Characters (通用规范汉字表, 2013): compared with
the usual form, but never replaced in what a model reads."""
_OLD_PRINT_AND_JAPANESE = (
    "衞卫 敎教 吿告 戸户 戶户 晩晚 曽曾 徳德 歩步 淸清 靑青 眞真 槪概 旣既 卽即 鄕乡 擧举 隣邻 汚污 黙默 溫温 卛率 抜拔 敘叙 呉吴 吳吴 "
    "説说 悦悦 稅税 脫脱 銳锐 閲阅 閱阅 內内 兩两 麽么 麼么 產产 顏颜 彥彦 彔录 錄录 祿禄 綠绿 緣缘 冩写 靜静 爭争 淨净 巿市 尙尚 靑青 "
    "愼愼 愼慎 塡填 鎭镇 顚颠 鷄鸡 僞伪 爲为 潙沩 蔥葱 總总 吶呐 黃黄 橫横 柵栅 册册 冊册 册册 姊姊 拏拿 昻昂 査查 毎每 海海 "
    "沢泽 択择 釈释 訳译 駅驿 辺边 応应 恵惠 荘庄 鉄铁 広广 拡扩 気气 関关 団团 労劳 栄荣 営营 覚觉 対对 図图 発发 変变 帰归 経经 軽轻 "
    "検检 険险 剣剑 験验 県县 厳严 竜龙 滝泷 亀龟 仏佛 払拂 価价 仮假 囲围 壱壹 弐贰 円圆 塩盐 桜樱 穏稳 隠隐 壊坏 懐怀 絵绘 殻壳 勧劝 "
    "権权 観观 歓欢 巻卷 陥陷 顔颜 犠牺 拠据 挙举 暁晓 焼烧 駆驱 勲勋 渓溪 継继 茎茎 蛍萤 鶏鸡 撃击 圏圈 献献 顕显 砕碎 済济 斎斋 剤剂 "
    "雑杂 桟栈 残残 浅浅 践践 銭钱 賛赞 糸丝 歯齿 児儿 実实 収收 従从 縦纵 渋涩 獣兽 粛肃 処处 緒绪 奨奖 証证 乗乘 剰剩 壌壤 浄净 畳叠 "
    "縄绳 譲让 醸酿 嘱嘱 粋粹 酔醉 穂穗 髄髓 瀬濑 頼赖 斉齐 摂摄 専专 戦战 単单 弾弹 禅禅 繊纤 捜搜 挿插 総总 聡聪 蔵藏 臓脏 属属 続续 "
    "読读 売卖 滞滞 帯带 遅迟 鋳铸 庁厅 聴听 逓递 転转 伝传 稲稻 悩恼 脳脑 覇霸 廃废 拝拜 髪发 浜滨 豊丰 満满 薬药 楽乐 誉誉 揺摇 謡谣 "
    "様样 覧览 両两 猟猎 緑绿 塁垒 涙泪 類类 隷隶 齢龄 暦历 歴历 錬炼 炉炉 楼楼 湾湾 蛮蛮 恋恋 乱乱 舎舍 弥弥 郷乡 産产 歳岁 亜亚 悪恶"
)
_PRIVATE_USE = {
    0xE78D: "︐", 0xE78E: "︒", 0xE78F: "︑", 0xE790: "︓", 0xE791: "︔", 0xE792: "︕", 0xE793: "︖", 0xE794: "︗", 0xE795: "︘",
    0xE7C7: "ḿ", 0xE816: "𠂇", 0xE817: "𠂉", 0xE818: "𠃌", 0xE81E: "龴", 0xE826: "龵", 0xE82B: "龶", 0xE82C: "龷", 0xE831: "𡗗",
    0xE832: "龸", 0xE83B: "𢦏", 0xE843: "龹", 0xE854: "龺", 0xE855: "𤇾", 0xE864: "龻", 0xE5E5: "\u3000",
}  # fmt: skip


def variant_pairs(*, in_use_again: bool = True) -> dict[str, str]:
    """The usual form of each variant."""
    pairs = (*_LIST_OF_1955.split(), *_OLD_PRINT_AND_JAPANESE.split(), *(_IN_USE_AGAIN.split() if in_use_again else ()))
    return {pair[0]: pair[1] for pair in pairs if pair[0] != pair[1]}


def private_use() -> dict[str, str]:
    """What the private-use characters stand for."""
    return {chr(code): character for code, character in _PRIVATE_USE.items()}
