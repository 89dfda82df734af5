using Sae.Flags;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>A model's units matched with those of others.</summary>
internal sealed class FoundAgain
{
    /// <param name="path">The model's file, for messages.</param>
    /// <param name="model">The model.</param>
    /// <param name="others">The others' files.</param>
    /// <param name="rows">Rows to match by activations; null to match by weights.</param>
    /// <param name="session">Loads them.</param>
    /// <exception cref="WrongUse">One of them does not take the same rows.</exception>
    public FoundAgain(string path, SparseAutoencoder model, IReadOnlyList<string> others, IRows? rows, Session session)
    {
        Pairs = [.. others.Select(other =>
        {
            var second = session.Load(other);
            return second.Inputs == model.Inputs && second.Outputs == model.Outputs ? model.MatchUnits(second, rows, session.Cancellation)
                : throw new WrongUse(other, $"it has {second.Inputs} inputs and {second.Outputs} outputs, and {path} {model.Inputs} and {model.Outputs}", "Give models of the same rows");
        })];
        Stability = new double[model.HiddenUnits];
        foreach (var pair in Pairs.SelectMany(pairs => pairs).Where(pair => pair.IsFoundAgain)) Stability[pair.First]++;
        for (var unit = 0; unit < Stability.Length; unit++) Stability[unit] /= others.Count;
    }

    /// <summary>The pairs with each of the others.</summary>
    public IReadOnlyList<IReadOnlyList<UnitPair>> Pairs { get; }

    /// <summary>Of each unit the share of the others that have found it again, in [0, 1].</summary>
    public double[] Stability { get; }

    /// <summary>Several model files, with commas between them.</summary>
    public static Flag<string[]> With(string summary) => new("Data", "--with", "C,D,…", summary, (name, text) =>
        FlagText.Path(name, text).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } paths ? paths : throw new WrongUse(name, "its value is missing", "Write a path after it"))
    {
        Default = "none",
    };
}
