"""Sentences for estimating the mean vector of a language, independent of topic.

Sentence encoders place a language's sentences in a narrow cone, so cosines across languages become meaningful only after
subtracting its mean. A long text provides that mean itself; the mean of four paragraphs mostly reflects their topic. The mean
of a text is therefore shrunk towards that of the sentences below, more strongly for shorter texts (`corpus.alignment.units`).
"""

from __future__ import annotations

from corpus.model import Side

SENTENCES: dict[Side, tuple[str, ...]] = {
    "en": (
        "The meeting was opened yesterday morning in the capital.",
        "He got up early, put on his coat and went out without a word.",
        "The factory has raised its output by a third since last year.",
        "Water freezes at zero degrees.",
        "“I don't believe it,” she said, and laughed.",
        "Most of the villages in the valley have been given electric light.",
        "The delegation will stay for ten days and visit several cities.",
        "He was born into a poor family and never went to school.",
        "Nobody knew where the letter had come from.",
        "The disease is spread by insects and can be prevented.",
        "In autumn the leaves turn red and the wind grows cold.",
        "The team won the final by two goals to one.",
        "Prices went up, and many people could no longer afford meat.",
        "The old man looked at the child and shook his head.",
        "A new railway will link the coal field with the port.",
        "The book describes the history of the city from its beginnings.",
        "Why didn't you tell me sooner?",
        "The enemy was driven back with heavy losses.",
        "The court has not yet decided the case.",
        "They sat by the fire all night and talked about home.",
        "The plant grows in shady places and flowers in spring.",
        "We must learn from the experience of others.",
        "The price is given in the table below.",
        "Photograph by our correspondent.",
    ),
    "zh": (
        "会议昨天上午在首都开幕。",
        "他很早就起来，穿上外衣，一句话也没说就出去了。",
        "这家工厂的产量比去年提高了三分之一。",
        "水在零度结冰。",
        "“我不信。”她笑着说。",
        "山谷里的大多数村庄都用上了电灯。",
        "代表团将停留十天，并到几个城市参观。",
        "他出身贫苦，从来没有上过学。",
        "谁也不知道这封信是从哪里来的。",
        "这种病是由昆虫传播的，可以预防。",
        "到了秋天，树叶红了，风也冷了。",
        "这个队在决赛中以二比一获胜。",
        "物价上涨，许多人再也吃不起肉了。",
        "老人看了看孩子，摇了摇头。",
        "一条新铁路将把煤矿同港口连接起来。",
        "这本书叙述了这座城市从建立以来的历史。",
        "你为什么不早点告诉我？",
        "敌人被击退了，伤亡很大。",
        "法院对这个案件还没有作出判决。",
        "他们整夜坐在火边，谈着家乡的事。",
        "这种植物生长在阴处，春天开花。",
        "我们必须学习别人的经验。",
        "价格见下表。",
        "本报记者摄。",
    ),
}
"""Sentences of no particular topic, the same in both languages, in the style of newspapers, stories, textbooks and speech."""
