namespace SparseAutoencoders;

/// <summary>A mechanism of few codes, by which the gradients of a unit's two weight rows depend on nothing but its places: they can be made unit by unit, used, and forgotten.</summary>
internal interface IUnitwise<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether that is so with these options.</summary>
    bool IsUnitwise { get; }

    /// <summary>Decoder rows have length 1.</summary>
    bool HasUnitLength { get; }

    /// <summary>Places of a pass, beside the codes' own, that bear on the weights now; null for none. Their share of the gradient of the biases is counted.</summary>
    UnitTerms<T>? More(Pass<T> values);

    /// <summary>Once all passes have been asked: adds that share to the gradient of the biases.</summary>
    /// <returns>Σ over the rows of all machines of the slopes of each unit's pre-codes; empty for none.</returns>
    ReadOnlySpan<double> CompleteMore(Parameters<T> weightGradients);

    /// <summary>Block that pre-codes begin with.</summary>
    string Biases { get; }

    /// <summary>After a step: what the mechanism moves by itself.</summary>
    void EndStep();
}

/// <summary>What a unit's weights learn from: its codes with the gradients of the outputs, and the slopes of its pre-codes with the encoder's input.</summary>
/// <param name="Codes">Codes.</param>
/// <param name="Slopes">Gradients of the pre-codes, in the same places.</param>
/// <param name="OutputSlopes">Gradients of the outputs.</param>
internal readonly record struct UnitTerms<T>(SparseCodes<T> Codes, SparseCodes<T> Slopes, ReadOnlyMemory<Segment<T>> OutputSlopes) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
