"""The fusion network's training step in PyTorch, on one core: the peer of the benchmark `step`.

Reads a folder with `spec.json` and `data.bin` that the benchmark wrote (batches ready to use, starting
weights), then a number of steps a line on standard input; answers each line with one JSON document:
the milliseconds of each step, processor time, and losses.
"""

import json
import sys
import time

import numpy
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

torch.set_num_threads(1)
torch.manual_seed(1)
folder = sys.argv[1]
with open(f"{folder}/spec.json") as file:
    spec = json.load(file)
data = numpy.fromfile(f"{folder}/data.bin", dtype=numpy.uint8)


def tensor(place):
    kind = numpy.int32 if place["kind"] == "int" else numpy.float32
    end = place["offset"] + 4 * int(numpy.prod(place["shape"]))
    values = torch.from_numpy(data[place["offset"] : end].view(kind).copy())
    values = values.reshape(place["shape"])
    return values.long() if place["kind"] == "int" else values


batches = [{name: tensor(place) for name, place in batch.items()} for batch in spec["batches"]]
parameters = {
    p["name"]: torch.nn.Parameter(tensor(p["values"])) for p in spec["parameters"]
}
tables = {
    name: {"values": tensor(place), "squares": torch.full((place["shape"][0],), spec["accumulator"])}
    for name, place in spec["tables"].items()
}
groups = {}
for p in spec["parameters"]:
    groups.setdefault((p["rate"], p["decays"]), []).append(parameters[p["name"]])
adam = torch.optim.AdamW(
    [
        {
            "params": own,
            "lr": spec["learningRate"] * rate,
            "weight_decay": spec["weightDecay"] if decays else 0.0,
        }
        for (rate, decays), own in groups.items()
    ],
    fused=True,
)


def layer(x, name):
    return torch.addmm(parameters[f"{name}/bias"], x, parameters[f"{name}/kernel"])


def gather(table, items, leaves):
    """Rows of a table as a leaf whose gradient updates only them; -1 reads zeros."""
    rows = tables[table]["values"][items.clamp(min=0)] * (items >= 0).unsqueeze(-1)
    rows.requires_grad_(True)
    leaves.append((table, items, rows))
    return rows


def pool(vectors, tokens, mask, name):
    users, length = mask.shape
    scores = layer(torch.cat([vectors, tokens], 1), name).view(users, length, -1).transpose(1, 2)
    allowed = mask.unsqueeze(1)
    weights = torch.softmax(scores + (allowed - 1) * 1e9, 2) * allowed
    return torch.bmm(weights, vectors.view(users, length, -1)).reshape(users, -1)


def fuse(batch, leaves):
    total, weighted = 1.0, 0.0
    for modality in spec["modalities"]:
        name = modality["name"]
        x = batch[f"{name} features"]
        if modality["sequence"]:
            vectors = gather("sequence", batch[f"{name} items"], leaves)
            tokens, mask = batch[f"{name} tokens"], batch[f"{name} mask"]
            x = torch.cat([x, pool(vectors, tokens, mask, f"encoders/{name}/attention")], 1)
        hidden = torch.relu(layer(x, f"encoders/{name}/first"))
        hidden = torch.relu(layer(hidden, f"encoders/{name}/second"))
        limit = spec["precisionLimit"]
        log_precision = layer(hidden, f"encoders/{name}/precision").clamp(-limit, limit)
        precision = log_precision.exp() * batch[f"{name} present"]
        total = total + precision
        weighted = weighted + precision * layer(hidden, f"encoders/{name}/mean")
    return weighted / total, total.log()


def read_out(vectors, name):
    return layer(torch.relu(layer(vectors, f"{name}/hidden")), f"{name}/output")


def loss_of(batch, noise, leaves):
    mean, log_precision = fuse(batch, leaves)
    state, columns, mask = batch["state"], batch["columns"], batch["mask"]
    users, candidates, width = columns.shape
    gates = layer(torch.tanh(layer(state, "gates/hidden")), "gates/output")
    items = gather("candidate", batch["items"], leaves).view(users, candidates, -1)
    match = mean * gates[:, width:] * spec["matchScale"]
    shift = layer(state, "head/state").unsqueeze(1)
    bent = torch.tanh(columns @ parameters["head/columns/kernel"] + shift)
    scores = (
        torch.bmm(columns, gates[:, :width].unsqueeze(2)).squeeze(2)
        + torch.bmm(items, match.unsqueeze(2)).squeeze(2)
        + (bent @ parameters["head/output/kernel"]).squeeze(2)
    )
    log_share = torch.log_softmax(scores + (mask - 1) * 1e9, 1) * mask
    ranking = -(log_share * batch["ranking"]).sum()
    vectors = mean + noise * torch.exp(-0.5 * log_precision)
    reconstruction = cross_entropy(
        read_out(vectors, "reconstruction"), batch["shares"], batch["share weights"], reduction="sum"
    )
    outputs = read_out(vectors, "labels")
    labels = torch.zeros(())
    for index, kind in enumerate(spec["labels"]):
        own, wanted = outputs[:, index], batch["labels"][:, index]
        weights = batch["label weights"][:, index]
        if kind == "binary":
            labels = labels + cross_entropy(own, wanted, weights, reduction="sum")
        else:
            labels = labels + 0.5 * (weights * (own - wanted) ** 2).sum()
    divergence = (-log_precision).exp() + mean**2 + log_precision - 1
    prior = 0.5 * divergence.sum() / users
    weight = spec["losses"]
    return (
        weight["ranking"] * ranking
        + weight["reconstruction"] * reconstruction
        + weight["labels"] * labels
        + weight["prior"] * prior
    )


def update(table, items, gradient):
    """Row-wise Adagrad with decoupled decay, of the touched rows alone."""
    known = items >= 0
    rows, places = torch.unique(items[known], return_inverse=True)
    sums = torch.zeros(len(rows), gradient.shape[1])
    sums.index_add_(0, places, gradient[known])
    squares = tables[table]["squares"]
    squares[rows] += (sums**2).mean(1)
    size = spec["embeddingRate"] / (squares[rows].sqrt() + 1e-8)
    values = tables[table]["values"]
    kept = 1 - spec["embeddingRate"] * spec["embeddingDecay"]
    # What has no gradient at all does not decay either.
    moved = (sums != 0).any(1, keepdim=True)
    old = values[rows]
    values[rows] = torch.where(moved, old * kept - size.unsqueeze(1) * sums, old)


def step(batch, noise_scale):
    leaves = []
    users = batch["state"].shape[0]
    noise = torch.randn(users, spec["dimension"]) * noise_scale
    adam.zero_grad(set_to_none=True)
    loss = loss_of(batch, noise, leaves)
    loss.backward()
    adam.step()
    for table, items, rows in leaves:
        gradient = rows.grad.view(-1, rows.shape[-1]) * users
        update(table, items.view(-1), gradient)
    return loss.item()


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    before = time.process_time()
    times, losses = [], []
    for index in range(asked["steps"]):
        batch = batches[index % len(batches)]
        start = time.perf_counter()
        losses.append(step(batch, asked["noise"]))
        times.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - before) * 1000
    print(json.dumps({"times": times, "cpuMs": cpu, "losses": losses}), flush=True)
