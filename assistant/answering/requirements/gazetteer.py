"""Well-known places by level, so that `Shanghai` in a question can be compared with `Tianjin` in a passage.

A line has the English names, the Chinese names and, where there are any, words in either language that imply the place: a
question may say Prague where the paper says Czechoslovakia. They are regular expressions. Places that are not listed are found by
what they are called: `assistant.answering.requirements.names`.
"""

CITIES = r"""
Beijing|Peking|Peiping = 北京|北平|京[津沪] = 京
Shanghai = 上海|沪 = 沪
Tianjin|Tientsin = 天津|京津|津沪 = 津
Chongqing|Chungking = 重庆
Guangzhou|Canton = 广州
Wuhan|Hankou|Hankow|Wuchang|Hanyang = 武汉|汉口|武昌|汉阳
Nanjing|Nanking = 南京
Shenyang|Mukden = 沈阳
Harbin = 哈尔滨
Changchun = 长春
Dalian|Dairen|Lüda|Luda|Lushun = 大连|旅大|旅顺
Anshan = 鞍山
Fushun = 抚顺
Xi'an|Xian|Sian = 西安
Chengdu|Chengtu = 成都
Kunming = 昆明
Guiyang|Kweiyang = 贵阳
Lanzhou|Lanchow = 兰州
Xining|Sining = 西宁
Yinchuan = 银川
Urumqi|Ürümqi|Dihua = 乌鲁木齐|迪化
Lhasa = 拉萨
Hohhot|Huhehot = 呼和浩特
Taiyuan = 太原
Shijiazhuang = 石家庄
Tangshan = 唐山
Baoding|Paoting = 保定
Zhangjiakou|Kalgan = 张家口
Zhengzhou|Chengchow = 郑州
Kaifeng = 开封
Luoyang|Loyang = 洛阳
Jinan|Tsinan = 济南
Qingdao|Tsingtao = 青岛
Hefei = 合肥
Bengbu = 蚌埠
Hangzhou|Hangchow = 杭州
Suzhou|Soochow = 苏州
Wuxi = 无锡
Ningbo|Ningpo = 宁波
Fuzhou|Foochow = 福州
Xiamen|Amoy = 厦门
Nanchang = 南昌
Changsha = 长沙
Nanning = 南宁
Guilin|Kweilin = 桂林
Haikou = 海口
Yan'an|Yanan|Yenan = 延安
Hong Kong = 香港
Macao|Macau = 澳门
Taipei = 台北
Moscow = 莫斯科 = Soviet|Russia|苏
London = 伦敦 = Brit|Engl|英
Paris = 巴黎 = French|France|法国
Washington = 华盛顿 = America|United States|U\.S\.|美
New York = 纽约 = America|United States|U\.S\.|美
Tokyo = 东京 = Japan|日本
Berlin = 柏林 = German|德
Rome = 罗马 = Ital|意
Geneva = 日内瓦 = Swiss|Switzerland|瑞士
Vienna = 维也纳 = Austria|奥地利
Warsaw = 华沙 = Poland|Polish|波
Prague = 布拉格 = Czech|捷
Budapest = 布达佩斯 = Hungar|匈
Belgrade = 贝尔格莱德 = Yugoslav|南
Bucharest = 布加勒斯特 = Romania|Rumania|罗
Sofia = 索非亚 = Bulgaria|保
Hanoi = 河内 = Vietnam|越
Pyongyang = 平壤 = Korea|朝
Delhi|New Delhi = 新?德里 = India|印度
Los Angeles = 洛杉矶 = California|加州|加利福尼亚
San Francisco = 旧金山 = California|加州|加利福尼亚
Chicago = 芝加哥 = Illinois|伊利诺
"""
PROVINCES = r"""
Hebei|Hopei = 河北
Shanxi = 山西
Shaanxi|Shensi = 陕西
Inner Mongolia = 内蒙古?
Liaoning = 辽宁
Jilin|Kirin = 吉林
Heilongjiang = 黑龙江
Jiangsu|Kiangsu = 江苏
Zhejiang|Chekiang = 浙江
Anhui|Anhwei = 安徽
Fujian|Fukien = 福建
Jiangxi|Kiangsi = 江西
Shandong|Shantung = 山东
Henan|Honan = 河南
Hubei|Hupeh = 湖北
Hunan = 湖南
Guangdong|Kwangtung = 广东
Guangxi|Kwangsi = 广西
Hainan = 海南
Sichuan|Szechuan|Szechwan = 四川
Guizhou|Kweichow = 贵州
Yunnan = 云南
Tibet = 西藏
Gansu|Kansu = 甘肃
Qinghai|Tsinghai = 青海
Ningxia|Ninghsia = 宁夏
Xinjiang|Sinkiang = 新疆
Taiwan = 台湾
Suiyuan = 绥远
Chahar = 察哈尔
Rehe|Jehol = 热河
"""
COUNTRIES = r"""
United States|U\.S\.|USA|America|American|Americans = 美国|美军|美帝 = Washington|New York|Pentagon|华盛顿|纽约|美
Soviet Union|USSR|Soviet|Russia|Russian = 苏联|苏军|俄国|俄罗斯 = Moscow|莫斯科|苏
Britain|British|England|English|United Kingdom|UK = 英国|英格兰 = London|伦敦|英
France|French = 法国 = Paris|巴黎|法
Germany|German = 德国|西德|东德 = Berlin|Bonn|柏林|波恩|德
Italy|Italian = 意大利 = Rome|罗马|意
Japan|Japanese = 日本 = Tokyo|东京|日
India|Indian = 印度(?!尼) = Delhi|德里|印
Indonesia|Indonesian = 印度尼西亚|印尼 = Jakarta|雅加达|印尼
Pakistan = 巴基斯坦
Vietnam|Vietnamese = 越南 = Hanoi|Saigon|河内|西贡|越
Korea|Korean = 朝鲜|韩国 = Pyongyang|Seoul|平壤|汉城|朝
Burma|Myanmar = 缅甸 = Rangoon|仰光|缅
Thailand|Thai = 泰国 = Bangkok|曼谷|泰
Cambodia = 柬埔寨
Laos = 老挝 = Vientiane|万象|老
Malaya|Malaysia = 马来亚|马来西亚
Philippines|Filipino = 菲律宾 = Manila|马尼拉|菲
Nepal = 尼泊尔
Mongolia = (?<!内)蒙古 = Ulan Bator|乌兰巴托|蒙
Poland|Polish = 波兰 = Warsaw|华沙|波
Czechoslovakia|Czechoslovak = 捷克 = Prague|布拉格|捷
Hungary|Hungarian = 匈牙利 = Budapest|布达佩斯|匈
Yugoslavia|Yugoslav = 南斯拉夫 = Belgrade|贝尔格莱德|南
Romania|Rumania = 罗马尼亚 = Bucharest|布加勒斯特|罗
Bulgaria|Bulgarian = 保加利亚 = Sofia|索非亚|保
Albania|Albanian = 阿尔巴尼亚 = Tirana|地拉那|阿
Greece|Greek = 希腊 = Athens|雅典|希
Turkey|Turkish = 土耳其 = Ankara|安卡拉|土
Egypt|Egyptian = 埃及 = Cairo|开罗|埃
Iraq = 伊拉克 = Baghdad|巴格达|伊
Iran = 伊朗 = Tehran|德黑兰|伊
Israel = 以色列 = Tel Aviv|Jerusalem|耶路撒冷|以
Syria = 叙利亚 = Damascus|大马士革|叙
Algeria = 阿尔及利亚
Cuba|Cuban = 古巴 = Havana|哈瓦那|古
Canada|Canadian = 加拿大 = Ottawa|渥太华|加
Australia|Australian = 澳大利亚 = Canberra|堪培拉|澳
New Zealand = 新西兰
Switzerland|Swiss = 瑞士 = Geneva|Bern|日内瓦|瑞
Sweden|Swedish = 瑞典
Norway|Norwegian = 挪威
Denmark|Danish = 丹麦
Finland|Finnish = 芬兰
Austria|Austrian = 奥地利 = Vienna|维也纳|奥
Spain|Spanish = 西班牙
Portugal = 葡萄牙
Netherlands|Dutch = 荷兰
Belgium = 比利时
Mexico = 墨西哥
Brazil = 巴西
Argentina = 阿根廷
Chile = 智利
South Africa = 南非
Congo = 刚果
Ghana = 加纳
"""
