namespace FewLabels;

/// <summary>One experiment.</summary>
internal sealed record Plan
{
    /// <summary>Images to learn from; their labels are hidden but for a few.</summary>
    public required LabelledImages Training { get; init; }

    /// <summary>Images to be judged on.</summary>
    public required LabelledImages Test { get; init; }

    /// <summary>How many labels are known.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>How often labels are drawn anew.</summary>
    public int Draws { get; init; } = 5;

    /// <summary>Hidden units of the sparse autoencoder.</summary>
    public int Units { get; init; } = 1000;

    /// <summary>Principal components. (Of 400, ML.NET's randomised algorithm gives other directions than the leading ones.)</summary>
    public int Components { get; init; } = 100;

    /// <summary>Mean activation of a hidden unit.</summary>
    public double Rho { get; init; } = 0.05;

    /// <summary>Times the sparse autoencoder goes over the images.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Strengths of weight decay the classifier chooses from.</summary>
    public IReadOnlyList<float> Decays { get; init; } = [0.01f, 0.1f, 1f, 10f, 100f];
}
