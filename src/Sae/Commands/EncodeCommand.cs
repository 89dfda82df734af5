using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae encode MODEL DATA --output F: the codes of rows.</summary>
internal static class EncodeCommand
{
    public static Verb Create(Choices choices) => RowsCommand.Create(choices, "encode", "write the codes of rows: one activation for each row and hidden unit",
        $"Codes are (rows, hidden units){(choices.Sparsities.All(choice => choice.Defaults.Activation == "sigmoid") ? ", each in (0, 1)" : "")}. Rows are given in the data's own units: the model's scaling is applied. A .npz file holds those that are not 0, as scipy.sparse.load_npz reads them; "
        + "so does .parquet, as lists, where a model has few of them.",
        "codes", (model, rows) => model.Encode(rows), choices.Outputs);
}
