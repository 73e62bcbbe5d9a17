"""Says where the schema of configs and the program disagree.

usage: agreement.py CONFIG_VERDICTS SCHEMA

Every key of every section, in every kind of section that changes what it may hold, is given every value of a list, in a
config that has nothing else wrong with it. The schema (by a JSON Schema validator) and the program must both take it, or
both refuse it. With CODEGRID_STRESS=brief, as under sanitizers, they are given every seventh of these configs: other
values from key to key, and whether the two agree does not depend on sanitizers.
"""

import json
import os
import subprocess
import sys

import jsonschema

# As they stand in a file: 2, 2.0 and 2e0 are one number there.
VALUES = """
0 -0.0 1 1.0 1e0 2 2.0 2.5 3 5 20e-1 -1 0.1 0.5 1e-9 65 127 1e3 1000.5 1048577
2147483649 9223372036854775807 9223372036854775808 1e19 1e300
true null "" "auto" "none" "test" "all" "holdout" "x" "1" "cpu" "cuda:127" "cuda:128" "cuda:-0"
"relu" "linear" "idx" "mnist" "convolutional" "sgd" "cosine" "graph" "mean_squared_error" "huber" "contrastive" "variational"
"handwriting" "edge" "clean" "dec" "idec"
"a/b" ".." "~" "~/data" "~data" "a\\u0000b" "a\\n" "\\u009b" "caf\\u00e9"
[] [1] [{}] [{"name":"a"}] [{"name":"a"},{"name":"b"}] [1,2] [1.0,2e0] [0.5,0.5] [0.5,1] [1,2,3] ["1"] [1,true] {} {"k":1}
[1,1.0] [5,10,20] [0,5] [5,0.5] [[5,10]] ["2-20"] "2-20" "2-20:3" "7-7" "0-20" "2-20:0" "2-" "-20" "2--20" "02-20" "2-20x"
"2-20:" "2-20\\n" "2,20" {"from":2,"to":20}
""".split()
VALUES += ["[" + ",".join(map(str, range(1, 1 + count))) + "]" for count in (100, 101)]
VALUES += ['"' + "x" * 200 + '"', '"' + "x" * 201 + '"', "[" + ",".join(["1"] * 64) + "]", "[" + ",".join(["1"] * 65) + "]"]

# Configs with nothing wrong, and the section whose keys are given the values in each.
MNIST = {"dataset": "mnist", "root": "r"}
IDX = {"dataset": "idx", "root": "r", "train_images": "i"}
NPY = {"dataset": "npy", "root": "r", "train_images": "i"}
FOLDER = {"dataset": "folder", "root": "r"}
LIST = {"dataset": "list", "root": "r", "train_images": "i"}
ENCODERS = [{"name": "a"}, {"name": "b"}]
CONTRASTIVE = [{"name": "a", "augmentation": {"preset": "handwriting"}, "training": {"objective": {"kind": "contrastive"}}}]


def job(**sections):
    return {"data": MNIST, **sections}


BASES = [
    (job(), ""),
    (job(), "data"),
    (job(data=IDX), "data"),
    (job(data={**IDX, "test_images": "t"}), "data"),
    (job(data={**IDX, "validation_images": "v"}), "data"),
    (job(data={**IDX, "validation": "holdout", "holdout": 0.2}), "data"),
    (job(data={**MNIST, "use": "all"}), "data"),
    (job(data={**IDX, "test_images": "t", "use": "all"}), "data"),
    (job(data={**IDX, "test_images": "t", "use": "all", "holdout": 0.2}), "data"),
    (job(data={**NPY, "test_images": "t", "use": "all", "train_labels": "l", "test_labels": "m"}), "data"),
    (job(data=NPY), "data"),
    (job(data=FOLDER), "data"),
    (job(data={**FOLDER, "train_images": "i", "test_images": "t"}), "data"),
    (job(data={**FOLDER, "train_images": "i", "test_images": "t", "use": "all"}), "data"),
    (job(data=LIST), "data"),
    (job(data=FOLDER), "data.image"),
    (job(), "model"),
    (job(model={"kind": "convolutional"}), "model"),
    (job(training={"loss": "mean_squared_error"}), "model"),
    (job(), "augmentation"),
    (job(augmentation={"preset": "handwriting"}), "augmentation"),
    (job(augmentation={"rotation": 5}), "augmentation"),
    (job(augmentation={"mirror": True}), "augmentation"),
    (job(augmentation={"noise": 0.1}, training={"reconstruct": "clean"}), "augmentation"),
    (job(training={"objective": {"kind": "contrastive"}}), "augmentation"),
    (job(training={"objective": {"kind": "contrastive"}}, augmentation={"preset": "objects"}), "augmentation"),
    (job(training={"objective": {"kind": "contrastive"}}, augmentation={"preset": "objects"}), "model"),
    (job(training={"objective": {"kind": "contrastive"}}, augmentation={"preset": "objects"}), "training"),
    (job(training={"objective": {"kind": "combined"}}, augmentation={"noise": 0.1}), "training"),
    (job(training={"objective": {"kind": "variational"}}), "model"),
    (job(training={"objective": {"kind": "variational"}}, model={"kind": "convolutional"}), "model"),
    (job(training={"objective": {"kind": "variational"}}), "training"),
    (job(model={"code_activation": "tanh"}), "training.objective"),
    (job(training={"objective": {"kind": "variational", "beta": 4}}), "training.objective"),
    (job(), "training.objective"),
    (job(training={"objective": {"kind": "contrastive"}}, augmentation={"preset": "objects"}), "training.objective"),
    (job(training={"objective": {"kind": "combined"}}, augmentation={"preset": "objects"}), "training.objective"),
    (job(), "training"),
    (job(augmentation={"preset": "objects"}), "training"),
    (job(model={"output": "linear"}, training={"loss": "mean_squared_error"}), "training"),
    (job(), "training.optimizer"),
    (job(training={"optimizer": {"name": "adamw"}}), "training.optimizer"),
    (job(training={"optimizer": {"name": "sgd"}}), "training.optimizer"),
    (job(), "training.schedule"),
    (job(training={"schedule": {"kind": "one_cycle"}}), "training.schedule"),
    (job(), "training.early_stopping"),
    (job(training={"early_stopping": {"monitor": "none"}}), "training.early_stopping"),
    (job(), "clustering"),
    (job(clustering={"method": "spherical_kmeans"}), "clustering"),
    (job(clustering={"method": "gaussian_mixture"}), "clustering"),
    (job(clustering={"method": "graph"}), "clustering"),
    (job(clustering={"method": "spectral"}), "clustering"),
    (job(clustering={"method": "hdbscan"}), "clustering"),
    (job(), "pictures"),
    (job(encoders=ENCODERS), ""),
    (job(encoders=ENCODERS, refinement={}), ""),
    (job(encoders=ENCODERS), "encoders.1"),
    (job(encoders=ENCODERS), "encoders.1.model"),
    (job(encoders=ENCODERS), "encoders.1.augmentation"),
    (job(encoders=ENCODERS), "encoders.1.training"),
    (job(encoders=ENCODERS), "encoders.1.training.early_stopping"),
    (job(encoders=ENCODERS), "refinement"),
    (job(encoders=ENCODERS), "refinement.student"),
    (job(encoders=ENCODERS), "refinement.training"),
    (job(encoders=ENCODERS[:1], refinement={"kind": "dec"}), ""),
    (job(encoders=ENCODERS[:1], refinement={"kind": "dec"}), "refinement"),
    (job(encoders=ENCODERS[:1], refinement={"kind": "idec"}), "refinement"),
    (job(encoders=ENCODERS[:1], refinement={"kind": "idec"}), "refinement.optimizer"),
    (job(encoders=CONTRASTIVE, refinement={"kind": "dec"}), "refinement"),
]


def kinds_of(schema):
    return schema.get("oneOf", [schema])


def section_of(schema, section):
    """The schema of a dotted section, in the first kind that has it; none of those inside others is of several kinds."""
    for key in filter(None, section.split(".")):
        if key.isdigit():  # an item of a list
            schema = schema["items"]
            continue
        found = (kind["properties"].get(key, {}) for kind in kinds_of(schema))
        found = (inner["anyOf"][0] if "anyOf" in inner else inner for inner in found)  # or null
        schema = next(inner for inner in found if inner.keys() & {"properties", "oneOf", "items"})
    return schema


def keys_of(schema):
    """Every key of any kind, once, and one that there is not."""
    return list(dict.fromkeys(key for kind in kinds_of(schema) for key in kind["properties"])) + ["unheard_of"]


def with_value(base, section, key, value):
    """The config as JSON; `value` is put there as it is written."""
    config = json.loads(json.dumps(base))
    place = config
    for name in filter(None, section.split(".")):
        place = place[int(name)] if name.isdigit() else place.setdefault(name, {})
    place[key] = "THE VALUE"
    return json.dumps(config).replace('"THE VALUE"', value)


def main():
    program, schema_file = sys.argv[1:]
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    configs = [with_value(base, section, key, value) for base, section in BASES
               for key in keys_of(section_of(schema, section)) for value in VALUES]
    if os.environ.get("CODEGRID_STRESS") == "brief":
        configs = configs[::7]
    said = subprocess.run([program], input="\n".join(configs) + "\n", stdout=subprocess.PIPE, encoding="utf-8", check=True)
    verdicts = said.stdout.splitlines()
    if len(verdicts) != len(configs):
        sys.exit(f"{program}: {len(verdicts)} verdicts found, {len(configs)} expected")
    taken = verdicts.count("taken")
    apart = 0
    for config, verdict in zip(configs, verdicts):
        error = next(validator.iter_errors(json.loads(config)), None)
        if (error is None) == (verdict == "taken"):
            continue
        apart += 1
        print(f"{config}\n  program: {verdict}\n  schema:  {error.message if error else 'taken'}")
    print(f"{len(configs)} configs, {taken} taken, {apart} that schema and program disagree on")
    if apart or not 0 < taken < len(configs):
        sys.exit(1)


if __name__ == "__main__":
    main()
