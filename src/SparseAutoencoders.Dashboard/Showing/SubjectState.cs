namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What is known of a subject at one moment. Never changes; a newer moment is another object.</summary>
public sealed record SubjectState
{
    /// <summary>The run, if its folder is followed.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>The model, as far as there is one.</summary>
    public ShownModel? Model { get; init; }

    /// <summary>What makes its codes sparse; null where that is not known.</summary>
    public SparsityOptions? Sparsity => Model?.Model.Options.Sparsity ?? Run?.Sparsity;

    /// <summary>What putting rows through this model told; null before that is done, and without rows.</summary>
    public Findings? Findings { get; init; }

    /// <summary>What units stand for; null before that is known, and where nothing is written beside the rows.</summary>
    public Meanings? Meanings { get; init; }

    /// <summary>True if the findings are over some of the rows only, since the model still changes.</summary>
    public bool Sampled { get; init; }

    /// <summary>Share of the findings that is done while they are made, else null.</summary>
    public double? Share { get; init; }

    /// <summary>What went wrong, in one line; null if nothing did.</summary>
    public string? Fault { get; init; }
}
