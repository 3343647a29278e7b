"""Sources that several rules name, as people know them."""

FORM_NOTE = "《项目支出绩效目标申报表》填表说明"
_MEASURES = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）"
TARGET_MEASURES = f"{_MEASURES}：绩效目标要指向明确、细化量化、合理可行、相应匹配"
TARGET_REVIEW = f"{_MEASURES}所附绩效目标审核表"
INDICATOR_GUIDE = "《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）"
CODE_SCHEME = "项目编码规则：6 位区划、2 位年度、3 位单位、2 位项目类型、3 位处室、5 位流水号，共 21 位"
BUDGET_CEILING = "预算编制要求：项目金额不超过财政部门下达的控制数"
