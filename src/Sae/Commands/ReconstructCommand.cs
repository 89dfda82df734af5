using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae reconstruct MODEL DATA --output F: rows as the model gives them back.</summary>
internal static class ReconstructCommand
{
    public static Verb Create(Choices choices) => RowsCommand.Create(choices, "reconstruct", "write rows as the model gives them back from their codes",
        "Outputs are (rows, inputs), in the data's own units: the model's scaling is applied and undone. How far they are from the rows: sae score.",
        "outputs", (model, rows) => model.Reconstruct(rows), RowsCommand.Dense(choices));
}
