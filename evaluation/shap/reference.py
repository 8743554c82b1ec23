"""Explains an exported model with the package `shap`: see README.md.

Reads the model from standard input and writes it with the values of `shap` to standard output.
"""

import json
import math
import sys

import numpy as np
import shap
from shap.explainers import ExactExplainer
from shap.maskers import Independent

model = json.load(sys.stdin)


def array(values):
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def layer(name, inputs):
    kernel = array(model[name]["kernel"]).reshape(inputs, -1)
    return kernel, array(model[name]["bias"])


columns = model["columns"]
hidden_kernel, hidden_bias = layer("hidden", len(columns))
latent_kernel, latent_bias = layer("latent", hidden_kernel.shape[1])
head_kernel, head_bias = layer("head", latent_kernel.shape[1])


def margin(row):
    """By how much the group is likelier than the likeliest other: log of the ratio."""
    hidden = np.maximum(0, row @ hidden_kernel + hidden_bias)
    latent = hidden @ latent_kernel + latent_bias
    latent = latent / max(np.linalg.norm(latent), 1e-12)
    scores = latent @ head_kernel + head_bias
    others = np.delete(scores, model["group"])
    return scores[model["group"]] - others.max()


def exact(game, players):
    """Shapley values by `shap`: players are switched on one by one from nothing."""
    explainer = ExactExplainer(
        lambda switches: np.array([game(switch > 0.5) for switch in switches]),
        Independent(np.zeros((1, players)), max_samples=1),
    )
    return explainer(np.ones((1, players))).values[0].tolist()


for case in model["cases"]:
    rows = [array(row) for row in case["rows"]]
    count = len(case["players"])

    def coalition(switches):
        return sum(1 << player for player, on in enumerate(switches) if on)

    case["modalities"] = exact(lambda switches: margin(rows[coalition(switches)]), count)
    case["inside"] = []
    for union, (modality, parts) in enumerate(zip(case["players"], case["parts"])):
        owner = np.array(
            [parts.index(name) + 1 if own == modality and name in parts else 0 for own, name in columns]
        )

        def averaged(switches):
            """The worth of parts of one modality, averaged over the others that are there."""
            total = 0.0
            for present in range(1 << count):
                if (present >> union) & 1:
                    continue
                members = bin(present).count("1")
                weight = (
                    math.factorial(members) * math.factorial(count - members - 1) / math.factorial(count)
                )
                taken = np.asarray(switches)[owner]
                mixed = np.where(taken, rows[present | (1 << union)], rows[present])
                total += weight * margin(mixed)
            return total

        case["inside"].append(exact(averaged, len(parts) + 1))

trees = model["trees"]


def children(tree, side):
    """The nodes on one side; -1 below a leaf."""
    return np.where(np.array(tree["feature"]) < 0, -1, tree[side])


ensemble = {
    "base_offset": trees["initial"],
    "tree_output": "raw_value",
    "trees": [
        {
            "children_left": children(tree, "left"),
            "children_right": children(tree, "right"),
            "children_default": np.where(tree["missingLeft"], children(tree, "left"), children(tree, "right")),
            "features": np.array(tree["feature"]),
            "thresholds": np.array(tree["threshold"], dtype=np.float64),
            "values": np.array(tree["value"], dtype=np.float64).reshape(-1, 1),
            "node_sample_weight": np.array(tree["cover"], dtype=np.float64),
        }
        for tree in trees["trees"]
    ],
}
explainer = shap.TreeExplainer(ensemble, feature_perturbation="tree_path_dependent")
rows = np.array([array(row) for row in model["rows"]])
model["treeShares"] = explainer.shap_values(rows).reshape(len(rows), -1).tolist()
model["shap"] = shap.__version__
json.dump(model, sys.stdout)
