"""Groups of processes, which PyTorch cannot copy: a copy of an optimizer that keeps one talks to the same processes."""


def let_share_process_groups(torch):
    kind = getattr(torch.distributed, "ProcessGroup", None)
    if kind is not None and not hasattr(kind, "__deepcopy__"):
        kind.__deepcopy__ = lambda group, _memo: group
