use crate::coded::coded;

coded!(
    /// What a kind of element looks like. The drawings stand in the app.
    Icon {
        Patrol = "patrol",
        Camera = "camera",
        Hydrant = "hydrant",
        School = "school",
        Shelter = "shelter",
        Hospital = "hospital",
        Park = "park",
        Toilet = "toilet",
        Bus = "bus",
        Shop = "shop",
        Bridge = "bridge",
        Water = "water",
        Power = "power",
        Lamp = "lamp",
        Building = "building",
        Flag = "flag",
    }
);
